import type { Queryable } from './database.ts';

/** As it is kept; null when nobody knows it, or there is no such device (any more). */
export async function readSealedPasscode(db: Queryable, deviceId: number): Promise<Buffer | null> {
  const { rows } = await db.query<{ sealed: Buffer | null }>(
    'select passcode_sealed as sealed from device where id = $1',
    [deviceId],
  );
  return rows[0]?.sealed ?? null;
}
