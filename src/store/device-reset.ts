import { QiyunError } from '../model/errors.ts';
import type { Queryable } from './database.ts';

/** How often within an hour a device may come back from a factory reset that nobody proved with its old passcode. */
export const resetsPerHour = 5;

const hourMs = 3_600_000;

/**
 * Enters a factory reset: the device's users have to bind it again. Two resets never share a time, so that each of
 * them counts.
 */
export async function recordDeviceReset(tx: Queryable, deviceId: number, nowMs: number): Promise<void> {
  await tx.query('delete from binding where device_id = $1', [deviceId]);
  await tx.query(
    `insert into device_reset (device_id, reset_at)
     select $1, greatest($2::timestamptz, max(reset_at) + interval '1 microsecond')
     from device_reset where device_id = $1`,
    [deviceId, new Date(nowMs)],
  );
}

/**
 * The limit of contract.md §8, "rate-limited per device". It is counted in the table, so it holds across processes;
 * the caller has locked the device.
 *
 * @throws QiyunError 5013 with the time after which the oldest of the resets is an hour ago
 */
export async function refuseTooManyResets(tx: Queryable, deviceId: number, nowMs: number): Promise<void> {
  const { rows } = await tx.query<{ reset_at: number }>(
    'select reset_at from device_reset where device_id = $1 and reset_at > $2 order by reset_at desc limit $3',
    [deviceId, new Date(nowMs - hourMs), resetsPerHour],
  );
  const oldest = rows[resetsPerHour - 1];
  if (!oldest) return;
  throw new QiyunError('5013', {
    detail: `mac: more than ${resetsPerHour} resets of this device within an hour`,
    retryAfterSeconds: Math.max(1, Math.ceil((oldest.reset_at + hourMs - nowMs) / 1000)),
  });
}
