import { execFileSync } from 'node:child_process';
import { appendFile, chmod, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, vi } from 'vitest';
import { writeBaseBackup } from '../src/store/base-backup.ts';
import { Database } from '../src/store/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/store/embedded/embedded-postgres.ts';
import { signalProcess } from '../src/store/embedded/leftover-processes.ts';
import { freePort } from './free-port.ts';

const standbyName = 'second_box';

/** PostgreSQL on a box of its own, as an operator runs it: reached by TCP. */
class DatabaseBox {
  readonly folder: string;
  readonly #port: number;
  #server: EmbeddedPostgres | undefined;

  constructor(folder: string, port: number) {
    this.folder = folder;
    this.#port = port;
  }

  get url(): string {
    const { user, password, database } = this.#server!.connection;
    return `postgres://${user}:${password}@127.0.0.1:${this.#port}/${database}`;
  }

  /** As a program on another box reaches it. */
  conninfo(applicationName: string): string {
    const { user, password } = this.#server!.connection;
    return `host=127.0.0.1 port=${this.#port} user=${user} password=${password} application_name=${applicationName}`;
  }

  async start(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(this.#port),
      max_connections: '100',
      wal_retrieve_retry_interval: '200ms',
    };
    this.#server = await startEmbeddedPostgres({ dataDir: this.folder, settings });
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  async query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const client = new pg.Client(this.#server!.connection);
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** A copy of it as it is now. The folder of the other must be missing. */
  async copyTo(other: DatabaseBox): Promise<void> {
    const archive = join(this.folder, '..', 'archive');
    await mkdir(archive);
    // PostgreSQL writes there, and is somebody else than root.
    await chmod(archive, 0o777);
    const db = new Database(this.#server!.connection, 1);
    const { signal } = new AbortController();
    await writeBaseBackup({
      connection: db.connection,
      db,
      folder: archive,
      maxBytesPerSecond: 1 << 28,
      signal,
    });
    await db.close();
    await mkdir(join(other.folder, 'cluster'), { recursive: true, mode: 0o711 });
    await chmod(join(other.folder, 'cluster'), 0o700);
    execFileSync('tar', ['-xf', join(archive, 'base.tar'), '-C', join(other.folder, 'cluster')]);
    await cp(join(this.folder, 'password'), join(other.folder, 'password'));
  }

  /** The box is gone at once, and its disk with it. */
  async destroy(): Promise<void> {
    const { processId, exited } = this.#server!;
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(processId)], { encoding: 'utf8' });
    for (const id of [processId, ...children.trim().split('\n').map(Number)]) signalProcess(id, 'SIGKILL');
    await exited;
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/**
 * Two PostgreSQL servers of an operator, each on a box of its own: what the first commits is on the disks of both before it
 * says so (docs/operations.md, Two boxes).
 */
export class StandbyPair {
  readonly first: DatabaseBox;
  readonly second: DatabaseBox;
  readonly #parent: string;

  constructor(parent: string, ports: readonly [number, number]) {
    this.#parent = parent;
    this.first = new DatabaseBox(join(parent, 'first'), ports[0]);
    this.second = new DatabaseBox(join(parent, 'second'), ports[1]);
  }

  static async start(): Promise<StandbyPair> {
    const parent = await mkdtemp(join(tmpdir(), 'qiyun-pair-'));
    await chmod(parent, 0o711);
    const pair = new StandbyPair(parent, [await freePort(), await freePort()]);
    await pair.#start();
    return pair;
  }

  /** From now on the first waits for the second, or does not. */
  async waitForSecond(isWaiting: boolean): Promise<void> {
    const { first } = this;
    await first.query(`alter system set synchronous_standby_names = '${isWaiting ? standbyName : ''}'`);
    await first.query('select pg_reload_conf()');
    if (isWaiting) await this.untilSynchronous();
  }

  async untilSynchronous(): Promise<void> {
    const readStates = () => this.first.query('select sync_state from pg_stat_replication');
    const isSynchronous = async () => expect(await readStates()).toEqual([{ sync_state: 'sync' }]);
    await vi.waitFor(isSynchronous, { timeout: 20_000, interval: 100 });
  }

  async remove(): Promise<void> {
    await Promise.all([this.first.stop(), this.second.stop()]);
    await rm(this.#parent, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    const { first, second } = this;
    await first.start();
    await first.query(`select pg_create_physical_replication_slot('${standbyName}', true)`);
    await first.copyTo(second);
    const cluster = join(second.folder, 'cluster');
    await appendFile(join(cluster, 'standby.signal'), '');
    await appendFile(
      join(cluster, 'postgresql.auto.conf'),
      `primary_conninfo = '${first.conninfo(standbyName)}'\nprimary_slot_name = '${standbyName}'\n`,
    );
    await second.start();
    await this.waitForSecond(true);
  }
}
