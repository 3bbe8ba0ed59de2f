import type { Queryable } from '../store/database.ts';
import type { CountedDevices } from './counted-devices.ts';
import { readTallies } from './read-tallies.ts';

/** Bits of `device_status` (migration 0004). */
export const statusBits = {
  disabled: 1,
  everOnline: 2,
  online: 4,
  faulty: 8,
  alert: 16,
  everFaulty: 32,
  everAlert: 64,
} as const;

/** How many devices at a place are in a state. */
export interface StatusCount {
  readonly placeId: number;
  /** See `statusBits`. */
  readonly status: number;
  readonly amount: number;
}

/** Every device is in exactly one of these. */
export async function readStatusCounts(
  db: Queryable,
  { productId, groupIds }: CountedDevices,
): Promise<StatusCount[]> {
  if (!groupIds) return readTallies(db, { productId, metrics: ['status'] });
  const { rows } = await db.query<StatusCount>(
    `select place_id as "placeId", device_status(is_disabled, first_online_on is not null, is_online, is_faulty,
       is_alert, was_faulty, was_alert) as status, count(*) as amount
     from device_standing where group_id = any($1) group by 1, 2`,
    [groupIds],
  );
  return rows;
}

/** How many devices have all of the bits, and none of those they must not have. */
export function countHaving(counts: readonly StatusCount[], bits: number, not = 0): number {
  let sum = 0;
  for (const { status, amount } of counts) {
    if ((status & bits) === bits && (status & not) === 0) sum += amount;
  }
  return sum;
}
