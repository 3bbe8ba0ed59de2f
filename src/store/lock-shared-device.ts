import { lockDevices } from './binding.ts';
import type { Queryable } from './database.ts';

/** What is shared, and with whom by the one who acts; null: with nobody yet. */
export interface SharingParties {
  readonly did: string;
  readonly otherUid: string | null;
}

/**
 * Locks the device of a sharing, as whoever changes its bindings does before he locks anything else of it. Its did, or
 * undefined when there is no such sharing.
 */
export async function lockSharedDevice(tx: Queryable, sharingId: number): Promise<string | undefined> {
  const { rows } = await tx.query<{ did: string }>(
    'select d.did from sharing s join device d on d.id = s.device_id where s.id = $1',
    [sharingId],
  );
  await lockDevices(tx, { dids: rows.map(({ did }) => did) });
  return rows[0]?.did;
}
