import pg from 'pg';
import { type Connection, clientConfig, isUnavailable } from '../database.ts';
import type { BatchRows } from './batch-rows.ts';
import { isBatchCommitted, writeBatch } from './write-batch.ts';

const firstRetryMs = 50;
const lastRetryMs = 1_000;

export interface BatchWriterOptions {
  /** So long a batch may take before the connection is taken for dead, which a network may never tell. */
  readonly patienceMs: number;
}

const defaultOptions: BatchWriterOptions = { patienceMs: 30_000 };
/** A transaction whose next statement does not come is ours no more, and must not keep its successor waiting. */
const abandonedAfterMs = 10_000;

/**
 * The ingest's own connection. A batch is written until it is certain that it is in the database: when the connection
 * breaks or PostgreSQL is down or full, it waits and tries again, and asks first whether the commit had happened.
 */
export class BatchWriter {
  readonly #connection: Connection;
  readonly #options: BatchWriterOptions;
  #client: pg.Client | undefined;
  #closed = false;

  constructor(connection: Connection, options: BatchWriterOptions = defaultOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /**
   * Resolves when the batch is on disk.
   *
   * @throws the database's error when it refuses a row of this batch; then nothing of the batch is written
   */
  async write(batch: BatchRows): Promise<void> {
    let outcomeUnknown = false;
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 2, lastRetryMs)) {
      try {
        const client = await this.#connected();
        const mayBeThere = outcomeUnknown;
        outcomeUnknown = true;
        await this.#withPatience(client, async () => {
          if (!mayBeThere || !(await isBatchCommitted(client, batch))) await writeBatch(client, batch);
        });
        return;
      } catch (error) {
        if (!isUnavailable(error) || this.#closed) throw error;
        this.#disconnect();
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end().catch(() => {});
    this.#client = undefined;
  }

  async #withPatience(client: pg.Client, work: () => Promise<void>): Promise<void> {
    // A client that is ended while it waits for an answer drops its connection, and the wait fails.
    const timer = setTimeout(() => void client.end().catch(() => {}), this.#options.patienceMs);
    try {
      await work();
    } finally {
      clearTimeout(timer);
    }
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const client = new pg.Client(clientConfig(this.#connection, 'qiyun ingest'));
    client.on('error', () => {
      if (this.#client === client) this.#client = undefined;
    });
    await client.connect();
    this.#client = client;
    await client.query(`set idle_in_transaction_session_timeout = ${abandonedAfterMs}`);
    return client;
  }

  #disconnect(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.end().catch(() => {});
  }
}
