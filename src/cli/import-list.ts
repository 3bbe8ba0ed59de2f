import type { AdminClient } from './admin-client.ts';
import { CliError } from './cli-error.ts';
import type { CliIo } from './cli-io.ts';
import { ImportProgress } from './import-progress.ts';
import type { ListKind } from './list-kind.ts';
import { printable } from './printable.ts';
import type { Printer } from './printer.ts';
import { type ListEntry, type ListedRow, readList } from './read-list.ts';
import { type Refusal, RefusalReport } from './refusal-report.ts';

export interface ListImport {
  readonly io: CliIo;
  readonly api: AdminClient;
  readonly printer: Printer;
  readonly kind: ListKind;
  readonly file: string;
  /** Where the server takes such rows. */
  readonly path: string;
  /** What each call says besides. */
  readonly body?: object;
  /** Where refused entries are written to, as a CSV. */
  readonly report?: string | undefined;
}

interface ImportAnswer {
  readonly created: readonly unknown[];
  readonly failed: readonly { readonly index: number; readonly detail: string }[];
}

/** As many rows as one call takes. */
const chunkRows = 1000;
/** So many refused entries are printed and answered; a report has all of them. */
const refusalsShownMax = 1000;

/**
 * Imports a file in chunks and reports each entry refused with its place in the file.
 *
 * @throws CliError when any was refused, or when the server or the file breaks off; what was imported until then stays
 */
export async function importList(order: ListImport): Promise<void> {
  const report = order.report === undefined ? undefined : await RefusalReport.create(order.report);
  try {
    await new ListImporter(order, report).run();
  } finally {
    await report?.close();
  }
}

class ListImporter {
  readonly #order: ListImport;
  readonly #report: RefusalReport | undefined;
  readonly #progress: ImportProgress;
  readonly #shown: Refusal[] = [];
  #imported = 0;
  #refused = 0;

  constructor(order: ListImport, report: RefusalReport | undefined) {
    this.#order = order;
    this.#report = report;
    this.#progress = new ImportProgress(order.io);
  }

  async run(): Promise<void> {
    const { printer, kind } = this.#order;
    try {
      await this.#importAll();
    } catch (error) {
      throw this.#interrupted(error);
    }
    this.#progress.clear();
    const totals = { imported: this.#imported, refused_total: this.#refused, refused: this.#shown };
    printer.done(this.#summary(), totals);
    if (this.#refused === 0) return;
    throw new CliError(
      `${this.#refused} refused. Correct them and import the file again: ${kind.many} that are there already are left as they are.`,
    );
  }

  async #importAll(): Promise<void> {
    const { file, kind } = this.#order;
    let chunk: ListEntry[] = [];
    for await (const entry of readList(file, kind)) {
      if (chunk.push(entry) < chunkRows) continue;
      await this.#importChunk(chunk);
      chunk = [];
    }
    if (chunk.length > 0) await this.#importChunk(chunk);
  }

  async #importChunk(chunk: readonly ListEntry[]): Promise<void> {
    const { api, kind, path, body } = this.#order;
    const sent = chunk.filter((entry) => 'row' in entry);
    const rows = sent.map((entry) => entry.row);
    const answer: ImportAnswer =
      sent.length === 0 ? { created: [], failed: [] } : await api.post(path, { ...body, [kind.many]: rows });
    const reasons = new Map(answer.failed.map(({ index, detail }) => [sent[index]!.place, detail]));
    this.#imported += answer.created.length;
    const refused = chunk.flatMap((entry) => {
      const reason = 'refusal' in entry ? entry.refusal : reasons.get(entry.place);
      return reason === undefined ? [] : [{ entry, refusal: { place: entry.place, reason } }];
    });
    for (const { entry, refusal } of refused) this.#refuse(entry, refusal);
    await this.#report?.add(refused.map(({ refusal }) => refusal));
    this.#progress.show(this.#summary());
  }

  #refuse(entry: ListEntry, refusal: Refusal): void {
    if (this.#refused++ >= refusalsShownMax) return;
    this.#shown.push(refusal);
    this.#progress.clear();
    const name = 'row' in entry ? `${nameOf(entry.row)}: ` : '';
    this.#order.printer.note(`${refusal.place}: ${printable(name + refusal.reason)}`);
  }

  #summary(): string {
    return `${this.#imported} ${this.#order.kind.many} imported, ${this.#refused} refused.`;
  }

  #interrupted(error: unknown): unknown {
    this.#progress.clear();
    if (!(error instanceof CliError) || this.#imported === 0) return error;
    return new CliError(
      `${error.message} Before that: ${this.#summary()} The import may simply be started again.`,
    );
  }
}

/** By what a person knows the row: the first that it says of itself. */
function nameOf(row: ListedRow): string {
  return String(Object.values(row).find((value) => value !== null) ?? '');
}
