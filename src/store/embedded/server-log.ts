import { closeSync, constants, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

export interface ServerLogOptions {
  readonly path: string;
  /** Beyond this the file becomes `<path>.1`, replacing the one before, and a new one begins. */
  readonly limitBytes: number;
}

/** What the server wrote to its standard error, in a file of bounded size for the operator. */
export class ServerLog {
  readonly #options: ServerLogOptions;
  #fd: number | undefined;
  #sizeBytes: number;

  constructor(options: ServerLogOptions) {
    this.#options = options;
    this.#fd = openLog(options.path);
    this.#sizeBytes = fstatSync(this.#fd).size;
  }

  /** Never throws: a log that cannot be written, on a full disk perhaps, must not take the server down. */
  write(chunk: Buffer): void {
    if (this.#fd === undefined) return;
    try {
      if (this.#sizeBytes + chunk.length > this.#options.limitBytes) this.#rotate();
      writeSync(this.#fd, chunk);
      this.#sizeBytes += chunk.length;
    } catch {}
  }

  /** What is written afterwards is dropped. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #rotate(): void {
    const { path } = this.#options;
    renameSync(path, `${path}.1`);
    this.close();
    this.#fd = openLog(path);
    this.#sizeBytes = 0;
  }
}

function openLog(path: string): number {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
  return openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
}
