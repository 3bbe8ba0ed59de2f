import { open } from 'node:fs/promises';
import { CliError } from './cli-error.ts';
import { type ColumnType, headerOf, type ListKind } from './list-kind.ts';
import { readJsonFile } from './read-json-file.ts';
import { splitCsvLine } from './split-csv-line.ts';

export type ListedRow = Readonly<Record<string, unknown>>;

/** One entry of the file, with its place there: `line 12` or `item 12`. */
export type ListEntry =
  | { readonly place: string; readonly row: ListedRow }
  | { readonly place: string; readonly refusal: string };

/**
 * Reads a list from a file, a CSV one line by line. Entries that are no such rows come out as refusals.
 *
 * @throws CliError when the file as a whole is no such list
 */
export function readList(path: string, kind: ListKind): AsyncGenerator<ListEntry> {
  return path.toLowerCase().endsWith('.json') ? readJson(path, kind) : readCsv(path, kind);
}

async function* readJson(path: string, kind: ListKind): AsyncGenerator<ListEntry> {
  const list = await readJsonFile(path);
  if (!Array.isArray(list)) throw new CliError(`${path} must hold an array of ${kind.many}.`);
  for (const [index, item] of list.entries()) yield toEntry(kind, `item ${index + 1}`, item);
}

async function* readCsv(path: string, kind: ListKind): AsyncGenerator<ListEntry> {
  let names: readonly string[] | undefined;
  let number = 0;
  for await (const line of linesOf(path)) {
    number++;
    if (line.trim() === '') continue;
    if (names) yield readLine(kind, { place: `line ${number}`, line, names });
    else names = readHeader(line, path, kind);
  }
  if (!names) throw new CliError(`${path} is empty. Its first line names the columns: ${headerOf(kind)}.`);
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

function readHeader(line: string, path: string, kind: ListKind): readonly string[] {
  const names = splitCsvLine(line.replace(/^\ufeff/, ''))?.map((name) => name.toLowerCase()) ?? [line];
  const unknown = names.find((name) => !Object.hasOwn(kind.columns, name));
  if (unknown !== undefined) {
    throw new CliError(
      `${path} has a column "${unknown}". The first line names the columns: ${headerOf(kind)}.`,
    );
  }
  const missing = kind.required.find((name) => !names.includes(name));
  if (missing !== undefined) throw new CliError(`${path} has no column ${missing}.`);
  if (new Set(names).size < names.length) throw new CliError(`${path} has a column twice.`);
  return names;
}

interface CsvLine {
  readonly place: string;
  readonly line: string;
  readonly names: readonly string[];
}

/** One line, its fields by the names of their columns; empty ones are left out. */
function readLine(kind: ListKind, { place, line, names }: CsvLine): ListEntry {
  const fields = splitCsvLine(line);
  if (!fields) return { place, refusal: 'a quote is not closed' };
  if (fields.length > names.length) {
    return { place, refusal: `has ${fields.length} fields, the header ${names.length}` };
  }
  const given = fields.map((field, index) => [names[index]!, field] as const);
  const values = given.filter(([, field]) => field !== '');
  return toEntry(
    kind,
    place,
    Object.fromEntries(values.map(([name, field]) => [name, csvValue(kind.columns[name]!, field)])),
  );
}

/** What is not of its type stays a text, and is refused as such. */
function csvValue(type: ColumnType, field: string): unknown {
  if (type === 'integer' && /^\d{1,15}$/.test(field)) return Number(field);
  if (type === 'boolean' && /^[01]$|^true$|^false$/i.test(field)) return /^(1|true)$/i.test(field);
  return field;
}

function toEntry(kind: ListKind, place: string, item: unknown): ListEntry {
  const refusal = refusalOf(kind, item);
  return refusal === undefined ? { place, row: item as ListedRow } : { place, refusal };
}

const isOfType: Readonly<Record<ColumnType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isSafeInteger(value),
};

const articles: Readonly<Record<ColumnType, string>> = {
  string: 'a string',
  boolean: 'true or false',
  integer: 'a whole number',
};

function refusalOf({ one, columns, required }: ListKind, item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return `is not a ${one}`;
  for (const [name, value] of Object.entries(item)) {
    const type = Object.hasOwn(columns, name) ? columns[name]! : undefined;
    if (type === undefined) return `${name}: is not known`;
    if (value !== null && !isOfType[type](value)) return `${name}: must be ${articles[type]}`;
  }
  const missing = required.find((name) => (item as ListedRow)[name] == null);
  return missing && `${missing}: is missing`;
}
