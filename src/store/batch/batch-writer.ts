import pg from 'pg';
import { type Connection, clientConfig, isUnavailable } from '../database.ts';
import type { BatchRows } from './batch-rows.ts';
import { isAlreadyWritten, writeBatch } from './write-batch.ts';

const firstRetryMs = 50;
const lastRetryMs = 1_000;

export interface BatchWriterOptions {
  /** So long a batch may take before the connection is taken for dead, which a network may never tell. */
  readonly patienceMs: number;
}

const defaultOptions: BatchWriterOptions = { patienceMs: 30_000 };
const applicationName = 'qiyun ingest';
const endingPatienceMs = 5_000;

/**
 * The ingest's own connection. A batch is written until it is certain that it is in the database: when the connection
 * breaks or PostgreSQL is down or full, it waits and tries again; what had been committed is not written twice.
 */
export class BatchWriter {
  readonly #connection: Connection;
  readonly #options: BatchWriterOptions;
  #client: pg.Client | undefined;
  /** The database's process for the connection before, as long as that may have left something behind. */
  #leftBehind: number | undefined;
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
    let mayBeThere = false;
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 2, lastRetryMs)) {
      try {
        const client = await this.#connected();
        await this.#withPatience(client, () => writeBatch(client, batch));
        return;
      } catch (error) {
        if (mayBeThere && isAlreadyWritten(error)) return;
        if (!isUnavailable(error) || this.#closed) throw error;
        mayBeThere = true;
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
    const client = new pg.Client(clientConfig(this.#connection, applicationName));
    client.on('error', () => {
      if (this.#client === client) this.#client = undefined;
    });
    await client.connect();
    await this.#endLeftBehind(client);
    this.#client = client;
    this.#leftBehind = processIdOf(client);
    return client;
  }

  /** A transaction whose data stopped half-way would wait for the rest, and keep its successor waiting. */
  async #endLeftBehind(client: pg.Client): Promise<void> {
    if (this.#leftBehind === undefined) return;
    await client.query(
      'select pg_terminate_backend(pid, $3) from pg_stat_activity where pid = $1 and application_name = $2',
      [this.#leftBehind, applicationName, endingPatienceMs],
    );
  }

  #disconnect(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.end().catch(() => {});
  }
}

/** The driver has it from the database and does not say so in its types. */
function processIdOf(client: pg.Client): number | undefined {
  return (client as unknown as { processID?: number }).processID;
}
