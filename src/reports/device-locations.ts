import type { Queryable } from '../store/database.ts';
import type { CountedDevices } from './counted-devices.ts';
import { namePlaces } from './name-places.ts';
import { type PlaceTree, placeTree } from './place-tree.ts';
import { countHaving, readStatusCounts, type StatusCount, statusBits } from './status-counts.ts';

/** All that are given must hold. */
export interface StatusFilter {
  readonly online?: boolean | undefined;
  readonly faulty?: boolean | undefined;
  readonly alert?: boolean | undefined;
}

export interface DeviceLocations {
  /** Also those that are nowhere. */
  readonly total: number;
  /** Cities are bare numbers, as the live service prints them (enterprise-facts.md #21). */
  readonly location: PlaceTree;
}

/** Where the devices are that are not disabled (contract.md §5, locations). */
export async function countLocations(
  db: Queryable,
  devices: CountedDevices,
  filter: StatusFilter,
): Promise<DeviceLocations> {
  const counts = (await readStatusCounts(db, devices)).filter(matches(filter));
  return {
    total: countHaving(counts, 0),
    location: placeTree(await namePlaces(db, counts), {
      node: (values) => ({ count: countHaving(values, 0) }),
      city: (values) => countHaving(values, 0),
    }),
  };
}

function matches(filter: StatusFilter): (count: StatusCount) => boolean {
  const { disabled } = statusBits;
  let bits = disabled;
  let wanted = 0;
  for (const name of ['online', 'faulty', 'alert'] as const) {
    if (filter[name] !== undefined) bits |= statusBits[name];
    if (filter[name]) wanted |= statusBits[name];
  }
  return ({ status }) => (status & bits) === wanted;
}
