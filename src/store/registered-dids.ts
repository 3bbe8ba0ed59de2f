import type { Queryable } from './database.ts';

/** Those of the dids that belong to a device. */
export async function readRegisteredDids(db: Queryable, dids: readonly string[]): Promise<Map<string, true>> {
  const { rows } = await db.query<{ did: string }>('select did from device_did where did = any($1)', [dids]);
  return new Map(rows.map((row) => [row.did, true]));
}
