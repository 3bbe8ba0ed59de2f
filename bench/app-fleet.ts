import { once } from 'node:events';
import { WebSocket } from 'ws';
import { LatencyHistogram } from '../src/simulator/latency-histogram.ts';
import type { CrowdUser } from './app-crowd.ts';

export interface AppFleetOptions {
  readonly httpUrl: string;
  readonly users: readonly CrowdUser[];
  /** When the device of the user with this position was to send the report with this counter. */
  dueMs(position: number, counter: number): number;
}

/** A process takes no more sockets than a thousand of one address. */
const socketsPerAddress = 500;
const loginsAtOnce = 64;
const counterPattern = /"water_used":([\d.]+)/;
/** The counter is shown in hundredths (example product, water_used). */
const countsPerUnit = 100;

/** Apps that are logged in and hear what their devices report. */
export class AppFleet {
  readonly #options: AppFleetOptions;
  readonly #sockets: WebSocket[] = [];
  #latency = new LatencyHistogram();
  lost = 0;

  constructor(options: AppFleetOptions) {
    this.#options = options;
  }

  /** Logs all of them in, some at a time. */
  async connect(): Promise<void> {
    const waiting = this.#options.users.entries();
    const connectInTurn = async (): Promise<void> => {
      for (const [position, user] of waiting) await this.#logIn(position, user);
    };
    await Promise.all(Array.from({ length: loginsAtOnce }, connectInTurn));
  }

  /** Latencies since the last call, from when a report was due to when the app had read it. */
  takeLatency(): LatencyHistogram {
    const latency = this.#latency;
    this.#latency = new LatencyHistogram();
    return latency;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.removeAllListeners('close').terminate();
  }

  async #logIn(position: number, user: CrowdUser): Promise<void> {
    const localAddress = `127.0.0.${2 + Math.floor(position / socketsPerAddress)}`;
    const url = `${this.#options.httpUrl.replace('http', 'ws')}/ws/app/v1`;
    const socket = new WebSocket(url, { localAddress, perMessageDeflate: false });
    this.#sockets.push(socket);
    await once(socket, 'open');
    socket.send(JSON.stringify({ cmd: 'login_req', data: { ...user, heartbeat_interval: 180 } }));
    const [answer] = await once(socket, 'message');
    if (!String(answer).includes('true')) throw new Error(`login: ${answer}`);
    socket.on('message', (data) => this.#hear(position, String(data)));
    socket.on('close', () => this.lost++);
  }

  #hear(position: number, text: string): void {
    const value = counterPattern.exec(text)?.[1];
    if (value === undefined) return;
    const counter = Math.round(Number(value) * countsPerUnit);
    this.#latency.record(performance.now() - this.#options.dueMs(position, counter));
  }
}
