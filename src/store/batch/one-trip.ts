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

/** What is known of a connection that trips are made on. */
interface Line {
  /** Names of the statements that it has certainly prepared. */
  readonly prepared: Set<string>;
  /** Trips that are not answered yet, in the order in which they were begun. */
  readonly unanswered: Trip[];
}

const lines = new WeakMap<pg.ClientBase, Line>();

/**
 * Runs statements that return no rows in one transaction, sent in one go and answered in one go: everything up to a Sync
 * is one transaction (PostgreSQL manual, Extended Query, Pipelining), and a COPY that is answered before it is read
 * needs no turn of its own either. Waiting for an answer to each would cost more than the statements.
 *
 * A trip that begins while others on this connection are not answered is sent right behind them. It is done after them,
 * whatever becomes of them.
 *
 * Resolves when it is committed. Rejects with the database's error; then nothing of it has happened, unless the
 * connection was lost, which leaves that open.
 */
export function runInOneTrip(client: pg.ClientBase, statements: readonly Statement[]): Promise<void> {
  const line = lines.get(client) ?? { prepared: new Set(), unanswered: [] };
  lines.set(client, line);
  return new Promise((resolve, reject) => {
    const trip = new Trip({ client, line, statements, settle: { resolve, reject } });
    line.unanswered.push(trip);
    if (line.unanswered.length === 1) trip.begin();
    else line.unanswered[0]!.sendFollowers();
  });
}

interface TripOptions {
  readonly client: pg.ClientBase;
  readonly line: Line;
  readonly statements: readonly Statement[];
  readonly settle: { resolve(): void; reject(error: Error): void };
}

/**
 * In the form that the driver takes for a query of one's own. The driver knows one query at a time, so it is told of a
 * trip when the one before has been answered; by then its bytes are long under way.
 */
class Trip {
  readonly #options: TripOptions;
  /** Where it goes on; known to the driver's query of the moment. */
  #connection: TripConnection | undefined;
  #isSent = false;

  constructor(options: TripOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#options.client.query(this as unknown as pg.Submittable);
  }

  submit(connection: TripConnection): void {
    this.#connection = connection;
    this.sendFollowers();
  }

  /** Sends what is not sent yet of this trip and those behind it, if it is its turn. */
  sendFollowers(): void {
    if (this.#connection) for (const trip of this.#options.line.unanswered) trip.#send(this.#connection);
  }

  #send(connection: TripConnection): void {
    if (this.#isSent) return;
    this.#isSent = true;
    connection.stream.cork();
    for (const statement of this.#options.statements) this.#sendStatement(connection, statement);
    connection.sync();
    connection.stream.uncork();
  }

  #sendStatement(connection: TripConnection, { name, text, values = [], copyData }: Statement): void {
    if (!this.#options.line.prepared.has(name)) {
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
    const { line, statements, settle } = this.#options;
    for (const { name } of statements) line.prepared.add(name);
    this.#makeWay();
    settle.resolve();
  }

  /** After an error the driver forgets the query; the server skips what is left up to the Sync. */
  handleError(error: Error): void {
    this.#makeWay();
    this.#options.settle.reject(error);
  }

  #makeWay(): void {
    const { unanswered } = this.#options.line;
    unanswered.shift();
    unanswered[0]?.begin();
  }
}
