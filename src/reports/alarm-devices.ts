import type { Queryable } from '../store/database.ts';
import type { CountedDevices } from './counted-devices.ts';
import { namePlaces } from './name-places.ts';
import { type PlaceTree, placeTree } from './place-tree.ts';
import { countHaving, readStatusCounts, type StatusCount, statusBits } from './status-counts.ts';

export type AlarmKind = 'fault' | 'alert';

export interface AlarmDeviceCount {
  /** Ever had one. */
  readonly total: number;
  /** Had one, have none now. */
  readonly resolved: number;
  /** Have one now. */
  readonly unresolved: number;
}

export interface AlarmDevices {
  readonly count: AlarmDeviceCount;
  readonly location: PlaceTree;
}

const bitsOf = {
  fault: { ever: statusBits.everFaulty, now: statusBits.faulty },
  alert: { ever: statusBits.everAlert, now: statusBits.alert },
} as const;

/** How many devices had faults or alerts, disabled ones included (contract.md §5, fault/alert devices). */
export async function countAlarmDevices(
  db: Queryable,
  devices: CountedDevices,
  kind: AlarmKind,
): Promise<AlarmDevices> {
  const { ever, now } = bitsOf[kind];
  const counts = (await readStatusCounts(db, devices)).filter(({ status }) => (status & ever) !== 0);
  const toCount = (values: readonly StatusCount[]): AlarmDeviceCount => ({
    total: countHaving(values, ever),
    resolved: countHaving(values, ever, now),
    unresolved: countHaving(values, ever | now),
  });
  return {
    count: toCount(counts),
    location: placeTree(await namePlaces(db, counts), { node: (values) => ({ count: toCount(values) }) }),
  };
}
