import type { Queryable } from '../store/database.ts';
import { type Place, readPlaces } from './name-places.ts';
import type { PeriodCounts, PlaceCounts } from './period-counts.ts';
import { type Placed, type PlaceTree, placeTree } from './place-tree.ts';
import type { Period } from './report-periods.ts';

/** One item of a history. */
export interface PeriodReport {
  readonly label: string;
  readonly count: number;
  readonly location: PlaceTree;
}

const nothing: PlaceCounts = new Map();

/** An item for each of the periods, with 0 where nothing was counted. */
export async function reportByPeriod(
  db: Queryable,
  periods: readonly Period[],
  counts: PeriodCounts,
): Promise<PeriodReport[]> {
  const places = await readPlaces(
    db,
    new Set([...counts.values()].flatMap((amounts) => [...amounts.keys()])),
  );
  return periods.map(({ firstDay, label }) => {
    const amounts = counts.get(firstDay) ?? nothing;
    return {
      label,
      count: sum([...amounts.values()]),
      location: placeTree(placed(places, amounts), { node: (values) => ({ count: sum(values) }) }),
    };
  });
}

function placed(all: readonly Place[], amounts: PlaceCounts): Placed<number> {
  const places = all.filter(({ id }) => amounts.get(id));
  return { places, values: places.map(({ id }) => amounts.get(id)!) };
}

function sum(amounts: readonly number[]): number {
  let total = 0;
  for (const amount of amounts) total += amount;
  return total;
}
