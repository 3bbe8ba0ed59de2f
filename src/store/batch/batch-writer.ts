import pg from 'pg';
import { type Connection, clientConfig, isUnavailable } from '../database.ts';
import type { BatchRows } from './batch-rows.ts';
import { confirmEarlierCommits } from './confirm-earlier-commits.ts';
import { isOutOfOrder, writeBatch } from './write-batch.ts';

const firstRetryMs = 50;
const lastRetryMs = 1_000;

export interface BatchWriterOptions {
  /** So long a batch may take before the connection is taken for dead, which a network may never tell. */
  readonly patienceMs: number;
}

const defaultOptions: BatchWriterOptions = { patienceMs: 30_000 };
const applicationName = 'qiyun ingest';
const endingPatienceMs = 5_000;

/** A batch that was under way behind one that the database refused. */
export class PredecessorFailed extends Error {}

/** A batch that is under way. */
interface Handover {
  readonly batch: BatchRows;
  /** Of the entries up to this batch. */
  readonly lastSeq: number;
  /** Undefined for the first one under way. Whether it came to the disk. */
  readonly predecessor: Promise<boolean> | undefined;
  /** On its way to the database, if it is. */
  attempt: Attempt | undefined;
}

interface Attempt {
  readonly client: pg.Client;
  readonly outcome: Promise<void>;
}

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
  /** The batch handed over last, as long as it is under way. */
  #last: { readonly handover: Handover; readonly isWritten: Promise<boolean> } | undefined;
  /** Of the last batch that is certainly on disk. */
  #writtenSeq = 0;
  #closed = false;

  constructor(connection: Connection, options: BatchWriterOptions = defaultOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /**
   * Resolves when the batch is on disk. Batches may be handed over while others are under way; they come to the disk in
   * the order in which they were handed over, each only when the one before has.
   *
   * @throws the database's error when it refuses a row of this batch; then nothing of the batch is written. And for every
   * batch under way behind it a `PredecessorFailed`; then nothing of that batch is written either.
   */
  async write(batch: BatchRows): Promise<void> {
    const before = this.#last;
    const handover: Handover = {
      batch,
      lastSeq: batch.lastSeq || (before?.handover.lastSeq ?? this.#writtenSeq),
      predecessor: before?.isWritten,
      attempt: this.#attemptBehind(before?.handover, batch),
    };
    const written = this.#complete(handover);
    const last = { handover, isWritten: written.then(isTrue, isFalse) };
    this.#last = last;
    try {
      await written;
    } finally {
      if (this.#last === last) this.#last = undefined;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end().catch(() => {});
    this.#client = undefined;
  }

  /** Sends a batch at once, if the one before it is under way on the same connection. */
  #attemptBehind(before: Handover | undefined, batch: BatchRows): Attempt | undefined {
    const client = this.#client;
    if (!client || (before && before.attempt?.client !== client)) return undefined;
    return sent(client, batch, before?.lastSeq ?? this.#writtenSeq);
  }

  async #complete(handover: Handover): Promise<void> {
    const { batch, predecessor } = handover;
    if (predecessor && !(await predecessor)) {
      await handover.attempt?.outcome.catch(() => {});
      throw new PredecessorFailed('a batch before this one was refused');
    }
    await this.#writeUntilCertain(handover);
    if (batch.lastSeq > 0) this.#writtenSeq = batch.lastSeq;
  }

  async #writeUntilCertain(handover: Handover): Promise<void> {
    let mayBeThere = false;
    let mayBeEarly = handover.predecessor !== undefined;
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 2, lastRetryMs)) {
      try {
        handover.attempt ??= await this.#attempt(handover.batch);
        await this.#withPatience(handover.attempt);
        return;
      } catch (error) {
        if (mayBeThere && handover.attempt && isOutOfOrder(error)) {
          const { client } = handover.attempt;
          handover.attempt = { client, outcome: confirmEarlierCommits(client) };
          continue;
        }
        if (mayBeEarly && isOutOfOrder(error)) {
          // It was sent behind a batch that needed a second attempt.
          mayBeEarly = false;
          handover.attempt = undefined;
          continue;
        }
        if (!isUnavailable(error) || this.#closed) throw error;
        mayBeThere = true;
        this.#disconnect(handover.attempt?.client);
        handover.attempt = undefined;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  async #attempt(batch: BatchRows): Promise<Attempt> {
    return sent(await this.#connected(), batch, this.#writtenSeq);
  }

  async #withPatience({ client, outcome }: Attempt): Promise<void> {
    // A client that is ended while it waits for an answer drops its connection, and the wait fails.
    const timer = setTimeout(() => void client.end().catch(() => {}), this.#options.patienceMs);
    try {
      await outcome;
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

  #disconnect(client: pg.Client | undefined): void {
    if (this.#client === client) this.#client = undefined;
    client?.end().catch(() => {});
  }
}

/** The driver has it from the database and does not say so in its types. */
function processIdOf(client: pg.Client): number | undefined {
  return (client as unknown as { processID?: number }).processID;
}

const isTrue = () => true;
const isFalse = () => false;

function sent(client: pg.Client, batch: BatchRows, afterSeq: number): Attempt {
  const outcome = writeBatch(client, batch, afterSeq);
  // Nobody looks at it before the batches before it are through.
  outcome.catch(() => {});
  return { client, outcome };
}
