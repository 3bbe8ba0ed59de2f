import type { CliIo } from './cli-io.ts';

const intervalMs = 5_000;

/** Shows on standard error how far an import is: on a terminal in one line, elsewhere a line every five seconds. */
export class ImportProgress {
  readonly #io: CliIo;
  #shownAtMs: number;

  constructor(io: CliIo) {
    this.#io = io;
    this.#shownAtMs = io.clock();
  }

  show(text: string): void {
    const { stderr, clock } = this.#io;
    if (stderr.isTTY) stderr.write(`\r\x1b[K${text}`);
    else if (clock() - this.#shownAtMs >= intervalMs) {
      stderr.write(`${text}\n`);
      this.#shownAtMs = clock();
    }
  }

  /** Makes room for something else to be printed. */
  clear(): void {
    if (this.#io.stderr.isTTY) this.#io.stderr.write('\r\x1b[K');
  }
}
