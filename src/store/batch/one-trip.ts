import type pg from 'pg';

/** A statement of a transaction that is sent as a whole; prepared once per connection, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** In PostgreSQL's binary form as a Buffer, or as text. */
  readonly values?: readonly (Buffer | string)[];
  /** All that a COPY … FROM STDIN reads. */
  readonly copyData?: Buffer;
}

/** What the driver's connection offers to a query of one's own. */
interface TripConnection {
  readonly stream: { cork(): void; uncork(): void };
  parse(statement: { name: string; text: string }): void;
  bind(portal: { statement: string; values: readonly (Buffer | string)[] }): void;
  execute(portal: object): void;
  close(what: { type: 'S'; name: string }): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sync(): void;
}

/** Names of the statements that a connection has certainly prepared. */
const preparedOn = new WeakMap<pg.ClientBase, Set<string>>();

/**
 * Runs statements that return no rows in one transaction, sent in one go and answered in one go: everything up to a Sync
 * is one transaction (PostgreSQL manual, Extended Query, Pipelining), and a COPY that is answered before it is read
 * needs no turn of its own either. Waiting for an answer to each would cost more than the statements.
 *
 * Resolves when it is committed. Rejects with the database's error; then nothing of it has happened, unless the
 * connection was lost, which leaves that open.
 */
export function runInOneTrip(client: pg.ClientBase, statements: readonly Statement[]): Promise<void> {
  const prepared = preparedOn.get(client) ?? new Set();
  preparedOn.set(client, prepared);
  return new Promise((resolve, reject) => {
    const trip = new Trip(statements, prepared, { resolve, reject });
    client.query(trip as unknown as pg.Submittable);
  });
}

/** In the form that the driver takes for a query of one's own. */
class Trip {
  readonly #statements: readonly Statement[];
  readonly #prepared: Set<string>;
  readonly #settle: { resolve(): void; reject(error: Error): void };

  constructor(
    statements: readonly Statement[],
    prepared: Set<string>,
    settle: { resolve(): void; reject(error: Error): void },
  ) {
    this.#statements = statements;
    this.#prepared = prepared;
    this.#settle = settle;
  }

  submit(connection: TripConnection): void {
    connection.stream.cork();
    for (const statement of this.#statements) this.#send(connection, statement);
    connection.sync();
    connection.stream.uncork();
  }

  #send(connection: TripConnection, { name, text, values = [], copyData }: Statement): void {
    if (!this.#prepared.has(name)) {
      // A trip that failed may have prepared it or not; to close what is not there is no error.
      connection.close({ type: 'S', name });
      connection.parse({ name, text });
    }
    connection.bind({ statement: name, values });
    connection.execute({});
    if (!copyData) return;
    connection.sendCopyFromChunk(copyData);
    connection.endCopyFrom();
  }

  /** What it asks for is under way already. */
  handleCopyInResponse(): void {}

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    for (const { name } of this.#statements) this.#prepared.add(name);
    this.#settle.resolve();
  }

  /** After an error the driver forgets the query; the server skips what is left up to the Sync. */
  handleError(error: Error): void {
    this.#settle.reject(error);
  }
}
