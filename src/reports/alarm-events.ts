import type { Queryable } from '../store/database.ts';
import type { AlarmKind } from './alarm-devices.ts';
import type { CountedDevices } from './counted-devices.ts';
import { namePlaces } from './name-places.ts';
import { type PlaceTree, placeTree } from './place-tree.ts';
import { readTallies } from './read-tallies.ts';

export interface AlarmEventCount {
  /** Cleared since. */
  readonly resolved: number;
  readonly total: number;
  readonly unresolved: number;
}

export interface AlarmEvents {
  readonly count: AlarmEventCount;
  /** By name of the data point. */
  readonly detail: Readonly<Record<string, AlarmEventCount>>;
  /** Places have both `count` and `detail`. */
  readonly location: PlaceTree;
}

/** How often a data point was raised, and how many of these are not cleared. */
interface PointCount {
  readonly placeId: number;
  readonly name: string;
  readonly raised: number;
  readonly open: number;
}

/** One event is one raise of one data point by one device (contract.md §5, events). */
export async function countAlarmEvents(
  db: Queryable,
  devices: CountedDevices,
  kind: AlarmKind,
): Promise<AlarmEvents> {
  const rows = await readPointCounts(db, devices, kind);
  return {
    ...summed(rows),
    location: placeTree(await namePlaces(db, rows), { node: summed }),
  };
}

function summed(counts: readonly PointCount[]): Omit<AlarmEvents, 'location'> {
  const byName = new Map<string, PointCount[]>();
  for (const count of counts) byName.set(count.name, [...(byName.get(count.name) ?? []), count]);
  const names = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    count: toCount(counts),
    detail: Object.fromEntries(names.map(([name, ofName]) => [name, toCount(ofName)])),
  };
}

function toCount(counts: readonly PointCount[]): AlarmEventCount {
  const total = counts.reduce((sum, { raised }) => sum + raised, 0);
  const unresolved = counts.reduce((sum, { open }) => sum + open, 0);
  return { resolved: total - unresolved, total, unresolved };
}

async function readPointCounts(
  db: Queryable,
  { productId, groupIds }: CountedDevices,
  kind: AlarmKind,
): Promise<PointCount[]> {
  if (groupIds) return readOfGroups(db, groupIds, kind);
  const raised = `${kind}_raised`;
  const tallies = await readTallies(db, { productId, metrics: [raised, `${kind}_open`] });
  return tallies.map(({ placeId, name, metric, amount }) => ({
    placeId,
    name,
    raised: metric === raised ? amount : 0,
    open: metric === raised ? 0 : amount,
  }));
}

async function readOfGroups(
  db: Queryable,
  groupIds: readonly number[],
  kind: AlarmKind,
): Promise<PointCount[]> {
  // Most devices never had one, and nothing is looked up of those.
  const ever = kind === 'fault' ? 'was_faulty' : 'was_alert';
  const { rows } = await db.query<PointCount>(
    `select s.place_id as "placeId", c.name, sum(c.raised) as raised, sum(c.open) as open
     from device_standing s join device_alarm_count c using (device_id)
     where s.group_id = any($1) and s.${ever} and c.kind = $2 group by 1, 2`,
    [groupIds, kind],
  );
  return rows;
}
