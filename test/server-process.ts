import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { inject } from 'vitest';
import type { Connection } from '../src/store/database.ts';
import { superuser } from '../src/store/embedded/create-cluster.ts';
import { FolderGuardian } from './folder-guardian.ts';
import { type LaunchOptions, type ReadyLine, type ServerExit, ServerLaunch } from './server-launch.ts';

export type StartOptions = Omit<LaunchOptions, 'dataDir'>;

/**
 * The whole system as a user has it: the built server in a process of its own, with the embedded PostgreSQL, on a data
 * folder of its own. It may be ended and started again on that folder as often as a test likes. `remove` leaves neither
 * processes nor files; when the test run is killed, a guardian does so.
 */
export class ServerProcess {
  readonly dataDir: string;
  readonly #guardian: FolderGuardian;
  #launch: ServerLaunch | undefined;
  #ready: ReadyLine | undefined;

  constructor(dataDir: string) {
    this.dataDir = dataDir;
    this.#guardian = new FolderGuardian(dataDir);
  }

  /** An empty folder, without a server yet. */
  static async prepare(): Promise<ServerProcess> {
    return new ServerProcess(await realpath(await mkdtemp(join(tmpdir(), 'qiyun-system-'))));
  }

  /** The folder of an installation in which nothing has happened yet but one start and a clean stop. */
  static async prepareInstalled(): Promise<ServerProcess> {
    const installed = join(inject('runFolder'), 'installed');
    if (!existsSync(installed)) await install(installed);
    const server = await ServerProcess.prepare();
    await copyFolder(installed, server.dataDir);
    return server;
  }

  /** A server on a folder of `prepareInstalled`, ready. */
  static async start(options: StartOptions = {}): Promise<ServerProcess> {
    const server = await ServerProcess.prepareInstalled();
    try {
      await server.start(options);
      return server;
    } catch (error) {
      await server.remove();
      throw error;
    }
  }

  get httpPort(): number {
    return this.#ready!.http;
  }

  get mqttPort(): number {
    return this.#ready!.mqtt;
  }

  get readyLine(): ReadyLine {
    return this.#ready!;
  }

  get processId(): number {
    return this.#launch!.processId;
  }

  get adminToken(): string {
    return readFileSync(join(this.dataDir, 'admin-token'), 'utf8').trim();
  }

  /** Starts a server on the folder and resolves when it is ready. */
  async start(options: StartOptions = {}): Promise<void> {
    this.#ready = await this.launch(options).ready;
  }

  /** Starts a server on the folder without waiting for it. */
  launch(options: StartOptions = {}): ServerLaunch {
    const launch = new ServerLaunch({ ...options, dataDir: this.dataDir });
    this.#launch = launch;
    this.#guardian.watch(launch.processId);
    return launch;
  }

  /** Starts a server on the folder after the one before has ended; on its ports, when devices are to find it again. */
  restart(ports: 'same ports' | 'other ports' = 'other ports'): Promise<void> {
    const { httpPort, mqttPort } = this;
    return this.start(ports === 'same ports' ? { httpPort, mqttPort } : {});
  }

  /** A clean stop by SIGTERM, as a service manager asks for it. */
  async stop(): Promise<void> {
    const { code, signal, errorOutput } = await this.#ended(this.#launch!.kill('SIGTERM'));
    if (code !== 0) throw new Error(`the server did not stop cleanly (${signal ?? code}): ${errorOutput}`);
  }

  /** Sends a signal to the server alone and resolves when it has ended. */
  kill(signal: NodeJS.Signals): Promise<ServerExit> {
    return this.#ended(this.#launch!.kill(signal));
  }

  /** Ctrl-C in its terminal. */
  interrupt(): Promise<ServerExit> {
    return this.#ended(this.#launch!.interrupt());
  }

  /**
   * Those of the latest launch that run, the first one and its helpers; PostgreSQL is in a group of its own. One that has
   * ended and that nobody has taken notice of yet (Z) does not run.
   */
  processIds(): number[] {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' });
    const processes = stdout.split('\n').map((line) => line.trim().split(/\s+/));
    const running = processes.filter(
      ([, group, state]) => Number(group) === this.processId && !state!.startsWith('Z'),
    );
    return running.map(([processId]) => Number(processId));
  }

  /** Of PostgreSQL's postmaster now; undefined when there is none. The file outlives a postmaster that was killed. */
  async postmasterId(): Promise<number | undefined> {
    const cluster = join(this.dataDir, 'postgres', 'cluster');
    const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
    const processId = Number.parseInt(text, 10);
    if (Number.isNaN(processId)) return undefined;
    const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(processId)], { encoding: 'utf8' });
    return stdout.includes(cluster) ? processId : undefined;
  }

  /** Where the embedded PostgreSQL is reached. */
  async databaseConnection(): Promise<Connection> {
    const folder = join(this.dataDir, 'postgres');
    const password = (await readFile(join(folder, 'password'), 'utf8')).trim();
    return { host: join(folder, 'run'), user: superuser, database: 'postgres', password };
  }

  /** A connection to the embedded PostgreSQL, to look at what the server does not show. */
  async connectDatabase(): Promise<pg.Client> {
    const client = new pg.Client(await this.databaseConnection());
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await this.connectDatabase();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends everything and removes the folder. */
  remove(): Promise<void> {
    return this.#guardian.clear();
  }

  async #ended(exited: Promise<ServerExit>): Promise<ServerExit> {
    const exit = await exited;
    this.#guardian.watch(undefined);
    return exit;
  }
}

/** Making the database takes as long as many a test: in a run it is done once, unless two need the first one at the same time. */
async function install(target: string): Promise<void> {
  const server = await ServerProcess.prepare();
  const draft = await mkdtemp(`${target}-`);
  try {
    await server.start();
    await server.stop();
    await copyFolder(server.dataDir, draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true });
    if (!existsSync(target)) throw error;
  } finally {
    await server.remove();
  }
}

/** With owners and modes, which Node.js does not copy. */
async function copyFolder(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', `${from}/.`, to]);
}
