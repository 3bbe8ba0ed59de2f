import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** What the server prints when everything is up (contract.md §9). */
export interface ReadyLine {
  readonly http: number;
  readonly mqtt: number;
  /** With a certificate. */
  readonly https?: number;
  readonly mqtts?: number;
  readonly postgres_pid: number;
}

export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** All that it wrote to standard error. */
  readonly errorOutput: string;
}

export interface LaunchOptions {
  readonly dataDir: string;
  /** 0 when left out: a free one. */
  readonly httpPort?: number;
  readonly mqttPort?: number;
  readonly env?: NodeJS.ProcessEnv;
}

/** How long those whom a server has started may need to see that it is gone. */
const outliveMs = 5_000;
const program = join(import.meta.dirname, '..', 'dist', 'main.js');

/** One life of the built server, begun as a user begins it: `node dist/main.js`, in a process group like a terminal's. */
export class ServerLaunch {
  readonly processId: number;
  /** Rejects with what the server wrote when it ends before. */
  readonly ready: Promise<ReadyLine>;
  readonly exited: Promise<ServerExit>;
  readonly #child: ChildProcess;
  #errorOutput = '';

  constructor({ dataDir, httpPort = 0, mqttPort = 0, env = {} }: LaunchOptions) {
    if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`);
    const flags = ['--data-dir', dataDir, '--http-port', String(httpPort), '--mqtt-port', String(mqttPort)];
    this.#child = spawn(process.execPath, ['--enable-source-maps', program, ...flags], {
      detached: true,
      env: { ...environmentOfUser(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.processId = this.#child.pid!;
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#errorOutput += text;
    });
    this.exited = this.#untilExit();
    this.exited.catch(() => {});
    this.ready = Promise.race([this.#untilReady(), this.#endBeforeReady()]);
    // Who kills a server while it starts does not ask whether it was ready.
    this.ready.catch(() => {});
  }

  /** Sends a signal to the server alone and resolves when it has ended. */
  kill(signal: NodeJS.Signals): Promise<ServerExit> {
    this.#child.kill(signal);
    return this.exited;
  }

  /** What Ctrl-C in a terminal does: SIGINT to all of the process group. */
  interrupt(): Promise<ServerExit> {
    process.kill(-this.processId, 'SIGINT');
    return this.exited;
  }

  #untilReady(): Promise<ReadyLine> {
    return new Promise((resolve) => {
      createInterface(this.#child.stdout!).on('line', (line) => {
        if (line.startsWith('{"event":"ready"')) resolve(JSON.parse(line));
      });
    });
  }

  /** @throws Error when another process keeps its output open: one that it has started, and that outlives it */
  async #untilExit(): Promise<ServerExit> {
    const closed = once(this.#child, 'close');
    const [code, signal] = await once(this.#child, 'exit');
    const isClosed = await Promise.race([closed, delay(outliveMs, false, { ref: false })]);
    if (isClosed === false) throw new Error(`processes of server ${this.processId} outlive it`);
    return { code, signal, errorOutput: this.#errorOutput };
  }

  async #endBeforeReady(): Promise<never> {
    const { code, signal, errorOutput } = await this.exited;
    throw new Error(`the server ended before it was ready (${signal ?? `exit ${code}`}): ${errorOutput}`);
  }
}

/** The settings of whoever runs the tests are not the test's. */
function environmentOfUser(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('QIYUN_')));
}
