import type { Answer, Page } from './admin-client.ts';
import type { CliIo } from './cli-io.ts';
import { formatRecord, formatTable } from './format-table.ts';

/** Prints answers: for people, or with --json for programs. What is not the answer itself goes to standard error. */
export class Printer {
  readonly isJson: boolean;
  readonly #io: CliIo;

  constructor(io: CliIo, isJson: boolean) {
    this.#io = io;
    this.isJson = isJson;
  }

  record(answer: Answer): void {
    this.#print(answer, formatRecord(answer));
  }

  /** A record with a secret that the server does not keep in clear text. */
  secret(answer: Answer): void {
    this.record(answer);
    this.note('Keep the secret: it is shown only this once.');
  }

  page(page: Page<Answer>, columns: readonly string[]): void {
    this.#print(page, formatTable(page.objects, columns));
    const { total, skip } = page.meta;
    const shown = page.objects.length;
    const range = shown === 0 ? 'None' : `${skip + 1} to ${skip + shown}`;
    if (shown < total) this.note(`${range} of ${total}; see --limit and --skip.`);
  }

  /** A list whose end is not known. */
  list(list: { readonly objects: readonly Answer[] }, columns: readonly string[]): void {
    this.#print(list, formatTable(list.objects, columns));
  }

  /** A record with a table below it. */
  recordWithTable(
    answer: Answer,
    record: Answer,
    { rows, columns }: { rows: readonly Answer[]; columns: readonly string[] },
  ): void {
    const table = rows.length === 0 ? '' : `\n${formatTable(rows, columns)}`;
    this.#print(answer, `${formatRecord(record)}${table}`);
  }

  /** Something was done: a sentence for people, the answer for programs. */
  done(sentence: string, answer: Answer): void {
    this.#print(answer, `${sentence}\n`);
  }

  note(sentence: string): void {
    if (!this.isJson) this.#io.stderr.write(`${sentence}\n`);
  }

  #print(answer: object, text: string): void {
    this.#io.stdout.write(this.isJson ? `${JSON.stringify(answer, null, 2)}\n` : text);
  }
}
