import { type AdminClient, path } from './admin-client.ts';
import { CliError } from './cli-error.ts';
import type { CliIo } from './cli-io.ts';
import { ImportProgress } from './import-progress.ts';
import { printable } from './printable.ts';
import type { Printer } from './printer.ts';
import { type ListEntry, readDeviceList } from './read-device-list.ts';

export interface DeviceListImport {
  readonly io: CliIo;
  readonly api: AdminClient;
  readonly printer: Printer;
  readonly file: string;
  readonly productKey: string;
}

interface Refusal {
  readonly place: string;
  readonly reason: string;
}

interface ImportAnswer {
  readonly created: readonly unknown[];
  readonly failed: readonly { readonly index: number; readonly mac: string; readonly detail: string }[];
}

/** As many devices as one call takes. */
const chunkDevices = 1000;

/**
 * Imports a file of devices in chunks and reports each one refused with its place in the file.
 *
 * @throws CliError when any was refused, or when the server or the file breaks off; what was imported until then stays
 */
export function importDeviceList(order: DeviceListImport): Promise<void> {
  return new DeviceListImporter(order).run();
}

class DeviceListImporter {
  readonly #order: DeviceListImport;
  readonly #progress: ImportProgress;
  readonly #refused: Refusal[] = [];
  #imported = 0;

  constructor(order: DeviceListImport) {
    this.#order = order;
    this.#progress = new ImportProgress(order.io);
  }

  async run(): Promise<void> {
    try {
      await this.#importAll();
    } catch (error) {
      throw this.#interrupted(error);
    }
    this.#progress.clear();
    this.#order.printer.done(this.#summary(), { imported: this.#imported, refused: this.#refused });
    if (this.#refused.length === 0) return;
    throw new CliError(
      `${this.#refused.length} refused. Correct them and import the file again: devices that are there already are left as they are.`,
    );
  }

  async #importAll(): Promise<void> {
    let chunk: ListEntry[] = [];
    for await (const entry of readDeviceList(this.#order.file)) {
      if (chunk.push(entry) < chunkDevices) continue;
      await this.#importChunk(chunk);
      chunk = [];
    }
    if (chunk.length > 0) await this.#importChunk(chunk);
  }

  async #importChunk(chunk: readonly ListEntry[]): Promise<void> {
    const { api, productKey } = this.#order;
    const sent = chunk.filter((entry) => 'device' in entry);
    const devices = sent.map((entry) => entry.device);
    const answer: ImportAnswer =
      sent.length === 0
        ? { created: [], failed: [] }
        : await api.post(path`/products/${productKey}/devices`, { devices });
    const reasons = new Map(
      answer.failed.map(({ index, mac, detail }) => [sent[index]!.place, `${mac}: ${detail}`]),
    );
    this.#imported += answer.created.length;
    for (const entry of chunk) {
      const reason = 'refusal' in entry ? entry.refusal : reasons.get(entry.place);
      if (reason !== undefined) this.#refuse({ place: entry.place, reason });
    }
    this.#progress.show(this.#summary());
  }

  #refuse(refusal: Refusal): void {
    this.#refused.push(refusal);
    this.#progress.clear();
    this.#order.printer.note(`${refusal.place}: ${printable(refusal.reason)}`);
  }

  #summary(): string {
    return `${this.#imported} devices imported, ${this.#refused.length} refused.`;
  }

  #interrupted(error: unknown): unknown {
    this.#progress.clear();
    if (!(error instanceof CliError) || this.#imported === 0) return error;
    return new CliError(
      `${error.message} Before that: ${this.#summary()} The import may simply be started again.`,
    );
  }
}
