import type { Page } from './admin-client.ts';
import type { CliIo } from './cli-io.ts';
import { formatRecord, formatTable } from './format-table.ts';

type Row = Readonly<Record<string, unknown>>;

/** Prints answers: for people, or with --json for programs. What is not the answer itself goes to standard error. */
export class Printer {
  readonly isJson: boolean;
  readonly #io: CliIo;

  constructor(io: CliIo, isJson: boolean) {
    this.#io = io;
    this.isJson = isJson;
  }

  record(answer: Row): void {
    this.#print(answer, formatRecord(answer));
  }

  page(page: Page<Row>, columns: readonly string[]): void {
    this.#print(page, formatTable(page.objects, columns));
    const { total, skip } = page.meta;
    const last = skip + page.objects.length;
    if (page.objects.length < total) this.note(`${skip + 1} to ${last} of ${total}; see --limit and --skip.`);
  }

  /** A record with a table below it. */
  recordWithTable(
    answer: Row,
    record: Row,
    { rows, columns }: { rows: readonly Row[]; columns: readonly string[] },
  ): void {
    const table = rows.length === 0 ? '' : `\n${formatTable(rows, columns)}`;
    this.#print(answer, `${formatRecord(record)}${table}`);
  }

  /** Something was done: a sentence for people, the answer for programs. */
  done(sentence: string, answer: Row): void {
    this.#print(answer, `${sentence}\n`);
  }

  note(sentence: string): void {
    if (!this.isJson) this.#io.stderr.write(`${sentence}\n`);
  }

  #print(answer: object, text: string): void {
    this.#io.stdout.write(this.isJson ? `${JSON.stringify(answer, null, 2)}\n` : text);
  }
}
