import type { Queryable } from '../store/database.ts';
import type { CountedDevices } from './counted-devices.ts';
import { namePlaces } from './name-places.ts';
import { type PlaceTree, placeTree } from './place-tree.ts';
import { countHaving, readStatusCounts, type StatusCount, statusBits } from './status-counts.ts';

/** How many devices were ever online, have a fault now, have an alert now. */
export interface RealtimeCount {
  readonly faulty: number;
  readonly activated: number;
  readonly alert: number;
}

export interface DeviceRealtime {
  readonly count: RealtimeCount;
  readonly location: PlaceTree;
}

/** What the devices are at this moment, disabled ones included (enterprise-facts.md #28). */
export async function countRealtime(db: Queryable, devices: CountedDevices): Promise<DeviceRealtime> {
  const counts = (await readStatusCounts(db, devices)).filter(({ status }) => (status & shown) !== 0);
  return {
    count: toCount(counts),
    location: placeTree(await namePlaces(db, counts), { node: (values) => ({ count: toCount(values) }) }),
  };
}

const shown = statusBits.everOnline | statusBits.faulty | statusBits.alert;

function toCount(counts: readonly StatusCount[]): RealtimeCount {
  return {
    faulty: countHaving(counts, statusBits.faulty),
    activated: countHaving(counts, statusBits.everOnline),
    alert: countHaving(counts, statusBits.alert),
  };
}
