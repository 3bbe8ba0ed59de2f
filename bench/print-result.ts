import { cpus, type } from 'node:os';

type Cell = string | number | undefined;

export interface BenchResult {
  readonly bench: string;
  /** What was measured and how, in one line. */
  readonly headline: string;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  /** What stands beside the rows in the JSON. */
  readonly facts?: Readonly<Record<string, Cell>>;
}

/** Prints a result as a table for people, and as one line of JSON for programs. */
export function printResult({ bench, headline, rows, facts = {} }: BenchResult): void {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${type()}, Node ${process.version}`;
  console.log(`${headline}\n${machine}`);
  const figures = rows.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, rounded(v)])));
  console.table(figures);
  console.log(JSON.stringify({ bench, at: new Date().toISOString(), machine, ...facts, rows: figures }));
}

/** Three digits that count are more than a shared machine repeats. */
function rounded(value: Cell): Cell {
  if (typeof value !== 'number' || !Number.isFinite(value)) return typeof value === 'string' ? value : '';
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
