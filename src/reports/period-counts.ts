import type { Queryable } from '../store/database.ts';
import { namePlaces } from './name-places.ts';
import { type Placed, type PlaceTree, placeTree } from './place-tree.ts';
import type { PeriodCount } from './read-tallies.ts';
import type { Period } from './report-periods.ts';

/** One item of a history. */
export interface PeriodReport {
  readonly label: string;
  readonly count: number;
  readonly location: PlaceTree;
}

/** An item for each of the periods, with 0 where nothing was counted. */
export async function reportByPeriod(
  db: Queryable,
  periods: readonly Period[],
  counts: readonly PeriodCount[],
): Promise<PeriodReport[]> {
  const placedByPeriod = new Map(periods.map(({ firstDay }) => [firstDay, [] as Placed<PeriodCount>[]]));
  for (const placed of await namePlaces(db, counts)) placedByPeriod.get(placed.value.period)!.push(placed);
  return periods.map(({ firstDay, label }) => {
    const inside = placedByPeriod.get(firstDay)!;
    return {
      label,
      count: sum(inside.map(({ value }) => value)),
      location: placeTree(inside, { node: (values) => ({ count: sum(values) }) }),
    };
  });
}

function sum(counts: readonly PeriodCount[]): number {
  return counts.reduce((total, { amount }) => total + amount, 0);
}
