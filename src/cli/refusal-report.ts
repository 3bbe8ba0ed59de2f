import { type FileHandle, open } from 'node:fs/promises';
import { CliError } from './cli-error.ts';
import { printable } from './printable.ts';

export interface Refusal {
  /** `line 12` or `item 12`. */
  readonly place: string;
  /** `field: why`, or why the entry is none at all. */
  readonly reason: string;
}

/** The refused entries of an import as a CSV, written as they come: a list may have as many as it has lines. */
export class RefusalReport {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @throws CliError when the file cannot be made */
  static async create(path: string): Promise<RefusalReport> {
    const file = await open(path, 'w').catch((error: NodeJS.ErrnoException) => {
      throw new CliError(`${path} cannot be written (${error.code}).`);
    });
    await file.write('place,field,reason\n');
    return new RefusalReport(file);
  }

  async add(refusals: readonly Refusal[]): Promise<void> {
    if (refusals.length > 0) await this.#file.write(refusals.map(csvLine).join(''));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function csvLine({ place, reason }: Refusal): string {
  const [, field = '', why = reason] = /^(\w+): (.*)$/s.exec(reason) ?? [];
  return `${[place, field, why].map((text) => `"${printable(text).replaceAll('"', '""')}"`).join()}\n`;
}
