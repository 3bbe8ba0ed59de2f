interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const terminalIntervalMs = 1_000;
/** For a file or a pipe, which keep every line. */
const otherIntervalMs = 60_000;

/** A line that tells how things are now: the last one of a terminal, rewritten every second; elsewhere one a minute. */
export class ProgressLine {
  readonly #output: Output;
  readonly #describe: () => string;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: Output, describe: () => string) {
    this.#output = output;
    this.#describe = describe;
  }

  begin(): void {
    this.#write();
    this.#timer = setInterval(() => this.#write(), this.#output.isTTY ? terminalIntervalMs : otherIntervalMs);
  }

  /** Leaves the line as it is and moves on to the next. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#output.isTTY) this.#output.write('\n');
  }

  #write(): void {
    const line = this.#describe();
    this.#output.write(this.#output.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  }
}
