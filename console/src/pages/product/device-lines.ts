import type { GivenDevice } from './product-queries.ts';

/** A device of a list, and the line that it is on, counted from 1. */
export interface DeviceLine {
  readonly line: number;
  readonly device: GivenDevice;
}

/**
 * The devices of a list with one on each line: mac, did, passcode, device_sn, of which only the first is needed; between
 * them a comma, semicolon or tab. A first line of titles says which columns there are instead.
 */
export function deviceLinesOf(text: string): DeviceLine[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const rows = lines
    .map((written, index) => ({ line: index + 1, cells: cellsOf(written) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const titles = rows[0]?.cells.map((cell) => cell.toLowerCase()) ?? [];
  const hasTitles = titles.includes('mac');
  const columns: readonly string[] = hasTitles ? titles : deviceFields;
  return (hasTitles ? rows.slice(1) : rows).map(({ line, cells }) => ({
    line,
    device: deviceOf(cells, columns),
  }));
}

const deviceFields = ['mac', 'did', 'passcode', 'device_sn'] as const;

function deviceOf(cells: readonly string[], columns: readonly string[]): GivenDevice {
  const cellOf = (field: string) => cells[columns.indexOf(field)] ?? '';
  const others = deviceFields.slice(1).filter((field) => cellOf(field) !== '');
  return { mac: cellOf('mac'), ...Object.fromEntries(others.map((field) => [field, cellOf(field)])) };
}

function cellsOf(line: string): string[] {
  return line.split(/[,;\t]/).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"'),
  );
}
