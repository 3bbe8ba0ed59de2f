import type { Queryable } from './database.ts';

/** What is known of a device's data points, and since when. */
export interface LatestReport {
  readonly image: Buffer;
  /** The version of the definition that the image is laid out by. */
  readonly definitionVersion: number;
  readonly reportedAtMs: number;
}

/** Undefined when the device has not reported data points yet. */
export async function readLatestReport(db: Queryable, deviceId: number): Promise<LatestReport | undefined> {
  const { rows } = await db.query<LatestReport>(
    `select image, definition_version as "definitionVersion", reported_at as "reportedAtMs"
     from device_state where device_id = $1 and image is not null and reported_at is not null`,
    [deviceId],
  );
  return rows[0];
}
