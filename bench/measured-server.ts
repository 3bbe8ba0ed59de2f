import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import type { LoadTarget } from './load-target.ts';
import { familyOf, isNode, memoryBytes, processorSeconds } from './process-family.ts';

export interface MeasuredServerOptions {
  /** Made when missing; it stays after the stop. */
  readonly dataDir: string;
  /** Server processes that share the ports. */
  readonly processes: number;
  /** For Node.js, before the program. */
  readonly nodeFlags?: readonly string[];
  /** The built program; dist/main.js of this project when left out. */
  readonly program?: string;
}

interface ReadyLine {
  readonly http: number;
  readonly mqtt: number;
  readonly postgres_pid: number;
}

const ownProgram = new URL('../../dist/main.js', import.meta.url).pathname;

/** The built server as an operator starts it, with the embedded PostgreSQL: everything that production has is on. */
export class MeasuredServer implements LoadTarget {
  readonly #process: ChildProcess;
  readonly #dataDir: string;
  readonly #ready: ReadyLine;
  readonly adminToken: string;
  /** From the start of the process to the line that says that it is ready. */
  readonly startMs: number;

  constructor(process: ChildProcess, dataDir: string, ready: Omit<ReadyState, 'process'>) {
    this.#process = process;
    this.#dataDir = dataDir;
    this.#ready = ready.line;
    this.adminToken = ready.adminToken;
    this.startMs = ready.startMs;
  }

  static async start(options: MeasuredServerOptions): Promise<MeasuredServer> {
    const { dataDir } = options;
    const { process, line, startMs } = await launch(options);
    const adminToken = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
    return new MeasuredServer(process, dataDir, { line, startMs, adminToken });
  }

  get mqttPort(): number {
    return this.#ready.mqtt;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.#ready.http}`;
  }

  /** Stops it cleanly, as a service manager does. */
  async stop(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await exited;
  }

  /** A connection to the embedded server, beside the program's own. */
  async connectDatabase(): Promise<pg.Client> {
    const client = new pg.Client(await this.databaseConnection());
    await client.connect();
    return client;
  }

  /** For another program that uses it. */
  async databaseConnection(): Promise<pg.ClientConfig & { readonly host: string }> {
    const folder = join(this.#dataDir, 'postgres');
    const password = (await readFile(join(folder, 'password'), 'utf8')).trim();
    return { host: join(folder, 'run'), user: 'qiyun', database: 'postgres', password };
  }

  cpuSeconds(): { server: number; postgres: number } {
    const { server, postgres } = this.#processIds();
    return { server: processorSeconds(server), postgres: processorSeconds(postgres) };
  }

  memoryBytes(): { server: number; postgres: number } {
    const { server, postgres } = this.#processIds();
    return { server: memoryBytes(server), postgres: memoryBytes(postgres) };
  }

  /** Sends a signal to every server process. */
  signal(signal: NodeJS.Signals): void {
    for (const id of this.#processIds().node) process.kill(id, signal);
  }

  /** All processes that the server consists of; `node` are those of the server that run Node.js. */
  #processIds(): { server: number[]; node: number[]; postgres: number[] } {
    const postgres = familyOf(this.#ready.postgres_pid);
    const server = familyOf(this.#process.pid!).filter((id) => !postgres.includes(id));
    return { server, node: server.filter(isNode), postgres };
  }
}

interface ReadyState {
  readonly process: ChildProcess;
  readonly line: ReadyLine;
  readonly startMs: number;
  readonly adminToken: string;
}

async function launch(options: MeasuredServerOptions): Promise<Omit<ReadyState, 'adminToken'>> {
  const { dataDir, processes, nodeFlags = [], program = ownProgram } = options;
  const ports = ['--http-port', '0', '--mqtt-port', '0', '--listen-host', '127.0.0.1'];
  const args = [...nodeFlags, program, '--data-dir', dataDir, '--processes', String(processes), ...ports];
  const startedMs = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await readReadyLine(child);
  return { process: child, line, startMs: performance.now() - startedMs };
}

async function readReadyLine(child: ChildProcess): Promise<ReadyLine> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (!line.startsWith('{')) continue;
    child.stdout!.resume();
    return JSON.parse(line) as ReadyLine;
  }
  throw new Error('the server ended before it was ready');
}
