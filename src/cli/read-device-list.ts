import { open } from 'node:fs/promises';
import { CliError } from './cli-error.ts';
import { readJsonFile } from './read-json-file.ts';
import { splitCsvLine } from './split-csv-line.ts';

/** A device as `POST …/devices` takes it. */
export type ListedDevice = Partial<Record<Column, string>> & { readonly mac: string };

/** One entry of the file, with its place there: `line 12` or `item 12`. */
export type ListEntry =
  | { readonly place: string; readonly device: ListedDevice }
  | { readonly place: string; readonly refusal: string };

const columns = ['mac', 'did', 'passcode', 'device_sn'] as const;
type Column = (typeof columns)[number];

const header = columns.join(',');

/**
 * Reads a device list from a file, a CSV one line by line. Entries that are no devices come out as refusals.
 *
 * @throws CliError when the file as a whole is not a device list
 */
export function readDeviceList(path: string): AsyncGenerator<ListEntry> {
  return path.toLowerCase().endsWith('.json') ? readJson(path) : readCsv(path);
}

async function* readJson(path: string): AsyncGenerator<ListEntry> {
  const list = await readJsonFile(path);
  if (!Array.isArray(list)) throw new CliError(`${path} must hold an array of devices.`);
  for (const [index, item] of list.entries()) yield toEntry(`item ${index + 1}`, item);
}

async function* readCsv(path: string): AsyncGenerator<ListEntry> {
  let names: readonly Column[] | undefined;
  let number = 0;
  for await (const line of linesOf(path)) {
    number++;
    if (line.trim() === '') continue;
    if (names) yield readLine(`line ${number}`, line, names);
    else names = readHeader(line, path);
  }
  if (!names)
    throw new CliError(`${path} is empty. The first line must be ${header}, the last three optional.`);
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${path} cannot be read (${error.code}).`);
  });
  try {
    // A folder opens, and fails only while it is read.
    if ((await file.stat()).isDirectory()) throw new CliError(`${path} is a folder.`);
    yield* file.readLines({ encoding: 'utf8' });
  } finally {
    await file.close();
  }
}

function readHeader(line: string, path: string): readonly Column[] {
  const names = splitCsvLine(line.replace(/^\ufeff/, ''))?.map((name) => name.toLowerCase()) ?? [line];
  const unknown = names.find((name) => !columns.includes(name as Column));
  if (unknown !== undefined) {
    throw new CliError(`${path} has a column "${unknown}". The first line names the columns: ${header}.`);
  }
  if (!names.includes('mac')) throw new CliError(`${path} has no column mac.`);
  if (new Set(names).size < names.length) throw new CliError(`${path} has a column twice.`);
  return names as Column[];
}

/** One line, its fields by the names of their columns; empty ones are left out. */
function readLine(place: string, line: string, names: readonly Column[]): ListEntry {
  const fields = splitCsvLine(line);
  if (!fields) return { place, refusal: 'a quote is not closed' };
  if (fields.length > names.length) {
    return { place, refusal: `has ${fields.length} fields, the header ${names.length}` };
  }
  const given = fields.map((field, index) => [names[index]!, field] as const);
  return toEntry(place, Object.fromEntries(given.filter(([, field]) => field !== '')));
}

function toEntry(place: string, item: unknown): ListEntry {
  const refusal = refusalOf(item);
  return refusal === undefined ? { place, device: item as ListedDevice } : { place, refusal };
}

function refusalOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'is not a device';
  const bad = Object.entries(item).find(
    ([name, value]) => !columns.includes(name as Column) || (value !== null && typeof value !== 'string'),
  );
  if (bad) return `${bad[0]}: ${columns.includes(bad[0] as Column) ? 'must be a string' : 'is not known'}`;
  return typeof (item as { mac?: unknown }).mac === 'string' ? undefined : 'mac: is missing';
}
