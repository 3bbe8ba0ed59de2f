import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { QiyunError } from '../model/errors.ts';
import { type Connection, clientConfig } from './database.ts';

const retryMs = 100;
const defaultPatienceMs = 10_000;

/**
 * Makes this process the only one of its instance. A killed process loses the lock with its connection, so nothing has to
 * be cleaned up after it; when the database was away, the lock is taken again as soon as it is back.
 */
export class InstanceLock {
  readonly #connection: Connection;
  readonly #instance: string;
  readonly #patienceMs: number;
  #forfeit: (error: QiyunError) => void = () => {};
  /** Resolves when another process has taken the lock while the database was away. */
  readonly forfeited = new Promise<QiyunError>((resolve) => {
    this.#forfeit = resolve;
  });
  #client: pg.Client | undefined;
  #isReleased = false;

  constructor(connection: Connection, instance: string, patienceMs: number) {
    this.#connection = connection;
    this.#instance = instance;
    this.#patienceMs = patienceMs;
  }

  /** @throws QiyunError when another process still holds the lock after `patienceMs` */
  static async take(
    connection: Connection,
    instance: string,
    patienceMs = defaultPatienceMs,
  ): Promise<InstanceLock> {
    const lock = new InstanceLock(connection, instance, patienceMs);
    await lock.#take();
    return lock;
  }

  async release(): Promise<void> {
    this.#isReleased = true;
    await this.#client?.end();
  }

  async #take(): Promise<void> {
    const client = new pg.Client(clientConfig(this.#connection, 'qiyun instance lock'));
    client.on('error', () => {});
    await client.connect();
    for (let waitedMs = 0; !(await tryLock(client, this.#instance)); waitedMs += retryMs) {
      if (waitedMs >= this.#patienceMs) {
        await client.end();
        throw new QiyunError('5409', { detail: 'another server is running on this data folder' });
      }
      await pause(retryMs);
    }
    this.#client = client;
    client.once('end', () => void this.#takeAgain());
    if (this.#isReleased) await client.end();
  }

  async #takeAgain(): Promise<void> {
    while (!this.#isReleased) {
      try {
        await this.#take();
        return;
      } catch (error) {
        if (error instanceof QiyunError) return this.#forfeit(error);
        await pause(retryMs, undefined, { ref: false });
      }
    }
  }
}

async function tryLock(client: pg.Client, instance: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
    [instance],
  );
  return rows[0]!.locked;
}
