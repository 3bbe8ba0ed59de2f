import { displayWidth } from './display-width.ts';
import { formatValue } from './format-value.ts';

type Row = Readonly<Record<string, unknown>>;

/** Rows under headings, in columns that line up; `columns` are names of the rows' values. */
export function formatTable(rows: readonly Row[], columns: readonly string[]): string {
  const cells = [
    columns.map(toHeading),
    ...rows.map((row) => columns.map((name) => formatValue(name, row[name]))),
  ];
  const widths = columns.map((_name, index) => Math.max(...cells.map((line) => displayWidth(line[index]!))));
  return cells
    .map(
      (line) =>
        `${line
          .map((cell, index) => pad(cell, widths[index]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** One `name: value` per line, the values in one column. */
export function formatRecord(record: Row): string {
  const width = Math.max(...Object.keys(record).map((name) => name.length)) + 1;
  return Object.entries(record)
    .map(([name, value]) => `${pad(`${name}:`, width)} ${formatValue(name, value)}\n`)
    .join('');
}

function toHeading(name: string): string {
  return name.toUpperCase().replaceAll('_', ' ');
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(width - displayWidth(text));
}
