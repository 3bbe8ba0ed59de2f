import type { Queryable } from '../store/database.ts';
import type { Day } from './day.ts';
import { DeviceMarks, type PlacedDevices } from './device-marks.ts';
import { type ReportWindow, unitOf } from './first-day-counts.ts';
import type { PeriodCounts } from './period-counts.ts';

/**
 * How many devices of groups reported data in each period, by their places. What a hundred thousand devices spread over a
 * million did in a year is 7 MB of `period_activity`; the rows of these devices are ten times as much.
 */
export async function countActiveOfGroups(
  db: Queryable,
  groupIds: readonly number[],
  { cycle, periods }: ReportWindow,
): Promise<PeriodCounts> {
  const firstDays = periods.map(({ firstDay }) => firstDay);
  const unit = unitOf[cycle];
  // Before the rows it is entered in, so that what is entered meanwhile is seen twice and not missed.
  const changes = await readChanges(db, groupIds, { unit, firstDays });
  const marks = new DeviceMarks(await readDevices(db, groupIds));
  const { rows } = await db.query<{ period: Day; blocks: Buffer }>(
    `select period, string_agg(int4send(block) || bit_send(devices), '') as blocks from period_activity
     where cycle = $1 and period = any($2::date[]) and block = any($3) group by 1`,
    [cycle, firstDays, marks.blocks],
  );
  const blocks = new Map(rows.map((row) => [row.period, row.blocks]));
  const counts = firstDays.map((period) => {
    marks.clear();
    const entered = blocks.get(period);
    if (entered) marks.markBlocks(entered);
    for (const deviceId of changes.get(period) ?? []) marks.mark(deviceId);
    return [period, marks.count()] as const;
  });
  return new Map(counts);
}

/** First reports of a day that are not entered in `period_activity` yet, by the period that they are in. */
async function readChanges(
  db: Queryable,
  groupIds: readonly number[],
  { unit, firstDays }: { readonly unit: string; readonly firstDays: readonly Day[] },
): Promise<Map<Day, number[]>> {
  const { rows } = await db.query<{ period: Day; deviceIds: number[] }>(
    `select period, array_to_json(array_agg(device_id)) as "deviceIds" from (
       select c.device_id, date_trunc($2, c.day::timestamp)::date as period
       from activity_change c join device_standing s using (device_id) where s.group_id = any($1)
     ) changes where period = any($3::date[]) group by 1`,
    [groupIds, unit, firstDays],
  );
  return new Map(rows.map(({ period, deviceIds }) => [period, deviceIds]));
}

/** Eight bytes a device: as an array they would take longer to read than to find. */
async function readDevices(db: Queryable, groupIds: readonly number[]): Promise<PlacedDevices[]> {
  const { rows } = await db.query<{ placeId: number; ids: Buffer }>(
    `select place_id as "placeId", string_agg(int8send(device_id), '') as ids
     from device_standing where group_id = any($1) group by 1`,
    [groupIds],
  );
  return rows.map(({ placeId, ids }) => ({
    placeId,
    deviceIds: Array.from({ length: ids.length / 8 }, (_, index) => readId(ids, 8 * index)),
  }));
}

/** An id of 8 bytes, without the detour of a bigint for each of a hundred thousand. */
function readId(ids: Buffer, at: number): number {
  return ids.readUInt32BE(at) * 2 ** 32 + ids.readUInt32BE(at + 4);
}
