import { ConditionWaiters } from './condition-waiters.ts';
import { encodeConnect } from './connect-packet.ts';
import type { CountedPayload } from './counted-payload.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import { LoadConnection } from './load-connection.ts';
import { PublishRing } from './publish-ring.ts';
import type { ServerAddress } from './server-address.ts';

export interface LoadDevice {
  readonly did: string;
  readonly passcode: string;
  /** Where the device's counter begins; 1 when left out. */
  readonly firstCounter?: number;
}

export interface LoadGeneratorOptions {
  /** Of the MQTT port. */
  readonly server: ServerAddress;
  readonly devices: readonly LoadDevice[];
  readonly payload: CountedPayload;
  /** Messages per device that may wait for their acknowledgement. */
  readonly window: number;
  /** Of all devices together: an open loop. Left out: a closed loop, each acknowledgement makes room for a message. */
  readonly messagesPerSecond?: number;
  /** The generator sends no PINGREQ; 600 when left out. */
  readonly keepAliveSeconds?: number;
  /** Left out: a device whose connection is lost stays away. */
  readonly reconnectPauseMs?: number;
  readonly onLost?: (did: string, reason: string) => void;
  /** Logins under way together when all devices connect; 64 when left out. */
  readonly connectsAtOnce?: number;
}

export interface LoadProgress {
  readonly did: string;
  /** Every counter from the first one to this one is acknowledged. */
  readonly acknowledgedThrough: number;
  /** The largest counter ever sent. */
  readonly sentThrough: number;
}

const tickMs = 1;

/**
 * Many devices that publish at QoS 1 on `dev2app/<did>` as fast as they are let, or at a fixed rate; for benches and
 * crash tests. Each message carries its device's counter. After a lost connection a device goes on with the first
 * counter that was not acknowledged, so that acknowledged counters never have gaps.
 */
export class LoadGenerator {
  readonly #options: LoadGeneratorOptions;
  readonly #connections: readonly LoadConnection[];
  readonly #waiters = new ConditionWaiters();
  readonly #reconnects = new Set<NodeJS.Timeout>();
  #ticks: NodeJS.Timeout | undefined;
  #begunAtMs = 0;
  /** Messages that the open loop has asked for. */
  #asked = 0;
  #latency = new LatencyHistogram();
  #acknowledged = 0;
  #lostConnections = 0;
  #isStopped = false;

  constructor(options: LoadGeneratorOptions) {
    this.#options = options;
    this.#connections = options.devices.map((device) => this.#createConnection(device));
  }

  /** Acknowledgements that came back, those of repeated messages included. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  get lostConnections(): number {
    return this.#lostConnections;
  }

  get progress(): LoadProgress[] {
    return this.#connections.map(({ did, ring: { acknowledgedThrough, sentThrough } }) => {
      return { did, acknowledgedThrough, sentThrough };
    });
  }

  /** Brings all devices online, some at a time. Rejects with the first refusal. */
  async connect(): Promise<void> {
    const waiting = this.#connections.values();
    const connectInTurn = async (): Promise<void> => {
      for (const connection of waiting) await connection.open();
    };
    const { connectsAtOnce = 64 } = this.#options;
    await Promise.all(Array.from({ length: connectsAtOnce }, connectInTurn));
  }

  begin(): void {
    const { messagesPerSecond } = this.#options;
    this.#begunAtMs = performance.now();
    const between = messagesPerSecond === undefined ? 0 : 1000 / messagesPerSecond;
    const stepMs = between * this.#connections.length;
    for (const [index, connection] of this.#connections.entries()) {
      connection.begin({ firstMs: this.#begunAtMs + index * between, stepMs });
    }
    if (messagesPerSecond !== undefined)
      this.#ticks = setInterval(() => this.#tick(messagesPerSecond), tickMs);
  }

  /**
   * Latencies since the last call, from when a message was due to when its acknowledgement was read. In an open loop that
   * includes the generator's own delay, about a millisecond.
   */
  takeLatency(): LatencyHistogram {
    const latency = this.#latency;
    this.#latency = new LatencyHistogram();
    return latency;
  }

  /** Resolves when this many acknowledgements have come back. */
  untilAcknowledged(count: number, timeoutMs: number): Promise<void> {
    return this.#waiters.until(() => this.#acknowledged >= count, {
      what: `${count} acknowledged`,
      timeoutMs,
    });
  }

  /** Sends nothing more and waits until all is acknowledged that did not go down with its connection. */
  async finish(timeoutMs: number): Promise<void> {
    clearInterval(this.#ticks);
    for (const connection of this.#connections) connection.pause();
    const isDone = (): boolean => this.#connections.every(({ ring }) => ring.inFlight === 0);
    await this.#waiters.until(isDone, { what: 'all acknowledged', timeoutMs });
  }

  /** Drops all connections at once, without DISCONNECT. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#ticks);
    for (const reconnect of this.#reconnects) clearTimeout(reconnect);
    for (const connection of this.#connections) connection.close();
    this.#waiters.abandon('the load generator has stopped');
  }

  #createConnection({ did, passcode, firstCounter = 1 }: LoadDevice): LoadConnection {
    const { server, payload, window, keepAliveSeconds = 600 } = this.#options;
    const connection: LoadConnection = new LoadConnection(did, {
      server,
      login: encodeConnect({ did, passcode, version: '3.1', keepAliveSeconds }),
      ring: new PublishRing({ topic: `dev2app/${did}`, payload, window, firstCounter }),
      onAcknowledged: (latencyMs) => {
        this.#acknowledged++;
        this.#latency.record(latencyMs);
      },
      onRead: () => this.#waiters.check(),
      onLost: (reason) => this.#lose(connection, reason),
    });
    return connection;
  }

  #tick(messagesPerSecond: number): void {
    const nowMs = performance.now();
    const asked = Math.floor(((nowMs - this.#begunAtMs) * messagesPerSecond) / 1000) + 1;
    const count = this.#connections.length;
    // A tick that comes late asks every device once at most: each then sends all that is due.
    for (let n = Math.max(this.#asked, asked - count); n < asked; n++)
      this.#connections[n % count]!.send(nowMs);
    this.#asked = asked;
  }

  #lose(connection: LoadConnection, reason: string): void {
    if (this.#isStopped) return;
    this.#lostConnections++;
    this.#options.onLost?.(connection.did, reason);
    this.#reconnectLater(connection);
    this.#waiters.check();
  }

  #reconnectLater(connection: LoadConnection): void {
    const { reconnectPauseMs } = this.#options;
    if (reconnectPauseMs === undefined || this.#isStopped) return;
    const timer = setTimeout(() => {
      this.#reconnects.delete(timer);
      connection.open().then(
        () => connection.send(performance.now()),
        () => this.#reconnectLater(connection),
      );
    }, reconnectPauseMs);
    this.#reconnects.add(timer);
  }
}
