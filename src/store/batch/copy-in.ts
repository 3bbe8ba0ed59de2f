import type pg from 'pg';

/** `PGCOPY\n\377\r\n\0`, then no flags and no header extension (PostgreSQL manual, COPY, Binary Format). */
const signature = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const trailer = Buffer.from('ffff', 'hex');

/** The whole of a binary COPY: signature, the rows as already encoded, trailer. */
export function binaryCopy(rows: Buffer): Buffer {
  return Buffer.concat([signature, rows, trailer]);
}

/** What the driver's connection offers to a query of one's own. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/**
 * One COPY … FROM STDIN whose data is complete beforehand, in the form that the driver takes for a query of one's own.
 * A stream would add its buffering and its turns of the event loop, of which a batch in one buffer needs nothing.
 */
class CopyIn {
  readonly finished: Promise<void>;
  readonly #text: string;
  readonly #data: Buffer;
  #resolve: () => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(text: string, data: Buffer) {
    this.#text = text;
    this.#data = data;
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: CopyConnection): void {
    connection.query(this.#text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.#data);
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#resolve();
  }

  /** After an error the driver forgets the query; the server skips what is left of the copy by itself. */
  handleError(error: Error): void {
    this.#reject(error);
  }
}

/** Copies rows, encoded as binary tuples, into a table. `target` is `table (columns)`, written by us. */
export function copyInto(client: pg.ClientBase, target: string, rows: Buffer): Promise<void> {
  const copy = new CopyIn(`copy ${target} from stdin (format binary)`, binaryCopy(rows));
  client.query(copy as unknown as pg.Submittable);
  return copy.finished;
}
