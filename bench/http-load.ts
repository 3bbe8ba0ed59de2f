import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface HttpLoadOptions {
  readonly port: number;
  readonly connections: number;
  /** Of all connections together: an open loop. Left out: each asks again as soon as it is answered. */
  readonly requestsPerSecond?: number | undefined;
  readonly seconds: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Path and query of the next request. */
  readonly nextUrl: () => string;
}

export interface HttpLoadFigures {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const warmUpMs = 1_000;

/**
 * GET requests over some connections that stay open. In an open loop a request's time begins when it was due. It reads no
 * more of an answer than it needs to see its end, so that what is measured is the server and not the client. Throws when
 * an answer is not 200.
 */
export async function runHttpLoad(options: HttpLoadOptions): Promise<HttpLoadFigures> {
  const latenciesMs: number[] = [];
  const failures: string[] = [];
  const callers = Array.from(
    { length: options.connections },
    () => new Caller(options, latenciesMs, failures),
  );
  await Promise.all(callers.map((caller) => caller.start()));
  await pause(warmUpMs);
  latenciesMs.length = 0;
  const startedMs = performance.now();
  await pause(options.seconds * 1000);
  const seconds = (performance.now() - startedMs) / 1000;
  const measured = latenciesMs.toSorted((a, b) => a - b);
  // What is asked last is waited for: it would slow what is measured next.
  await Promise.all(callers.map((caller) => caller.stop()));
  if (failures.length > 0) throw new Error(failures[0]);
  return {
    requestsPerSecond: measured.length / seconds,
    p50Ms: measured[Math.floor(measured.length * 0.5)] ?? Number.NaN,
    p99Ms: measured[Math.floor(measured.length * 0.99)] ?? Number.NaN,
  };
}

class Caller {
  readonly #options: HttpLoadOptions;
  readonly #latenciesMs: number[];
  readonly #failures: string[];
  readonly #socket: Socket;
  /** When the next request was, or would be, due. */
  #dueAtMs = 0;
  #received = '';
  #stop: (() => void) | undefined;

  constructor(options: HttpLoadOptions, latenciesMs: number[], failures: string[]) {
    this.#options = options;
    this.#latenciesMs = latenciesMs;
    this.#failures = failures;
    this.#socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text) => this.#receive(String(text)));
    this.#socket.on('error', () => {});
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.once('connect', () => {
        // Not all at once.
        this.#dueAtMs = performance.now() + Math.random() * this.#everyMs;
        this.#askWhenDue();
        resolve();
      });
    });
  }

  /** Resolves when the last request is answered. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#stop = resolve;
      this.#socket.once('close', resolve);
    });
    this.#socket.destroy();
  }

  /** Between two requests of one connection; 0 in a closed loop. */
  get #everyMs(): number {
    const { connections, requestsPerSecond } = this.#options;
    return requestsPerSecond === undefined ? 0 : (1000 * connections) / requestsPerSecond;
  }

  #askWhenDue(): void {
    const now = performance.now();
    if (this.#everyMs === 0) this.#dueAtMs = now;
    if (this.#dueAtMs <= now) this.#ask();
    else setTimeout(() => this.#ask(), this.#dueAtMs - now);
  }

  #ask(): void {
    const { nextUrl, headers } = this.#options;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#socket.write(`GET ${nextUrl()} HTTP/1.1\r\nhost: localhost\r\n${lines.join('')}\r\n`);
  }

  #receive(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const bodyBytes = Number(
      /content-length: (\d+)/i.exec(this.#received.slice(0, headEnd))?.[1] ?? Number.NaN,
    );
    if (this.#received.length < headEnd + 4 + bodyBytes) return;
    this.#latenciesMs.push(performance.now() - this.#dueAtMs);
    if (!this.#received.startsWith('HTTP/1.1 200')) this.#failures.push(this.#received);
    this.#received = '';
    this.#dueAtMs += this.#everyMs;
    if (this.#stop) this.#stop();
    else this.#askWhenDue();
  }
}
