export type Cell = string | number | boolean | null | undefined;

/** RFC 4180, with the mark at the beginning by which Excel knows that it is UTF-8. */
export function csvOf(header: readonly string[], rows: readonly (readonly Cell[])[]): Blob {
  const lines = [header, ...rows].map((cells) => cells.map(quoted).join(','));
  return new Blob([`\uFEFF${lines.join('\r\n')}\r\n`], { type: 'text/csv;charset=utf-8' });
}

function quoted(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const text = String(cell ?? '');
  // A spreadsheet would take these for a formula.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
