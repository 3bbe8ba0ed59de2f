import type { Installation } from './installation-queries.ts';

export type Partition = Installation['partitions'][number];

export interface LogTotal {
  readonly log: string;
  /** The first day that is kept. */
  readonly from: string;
  readonly count: number;
  readonly bytes: number;
  /** Null while there is no estimate of any. */
  readonly rows: number | null;
  readonly bytesByDay: ReadonlyMap<string, number>;
}

/** What each log takes altogether, and the days for which there is a piece of any. */
export function logTotals(partitions: readonly Partition[]): { totals: LogTotal[]; days: string[] } {
  const byLog = Map.groupBy(partitions, ({ log }) => log);
  const totals = [...byLog].map(([log, pieces]): LogTotal => {
    const counted = pieces.flatMap(({ rows }) => (rows === null ? [] : [rows]));
    return {
      log,
      from: pieces[0]!.from,
      count: pieces.length,
      bytes: sum(pieces.map(({ bytes }) => bytes)),
      rows: counted.length === 0 ? null : sum(counted),
      bytesByDay: new Map(pieces.map(({ from, bytes }) => [from, bytes])),
    };
  });
  const daily = partitions.filter(({ period }) => period === 'day');
  return { totals, days: [...new Set(daily.map(({ from }) => from))].sort() };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
