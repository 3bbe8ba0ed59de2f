import { lockDevices } from './binding.ts';
import type { Queryable } from './database.ts';

/** Locks the device of a sharing, as whoever changes its bindings does before he locks anything else of it. */
export async function lockSharedDevice(tx: Queryable, sharingId: number): Promise<void> {
  const { rows } = await tx.query<{ did: string }>(
    'select d.did from sharing s join device d on d.id = s.device_id where s.id = $1',
    [sharingId],
  );
  await lockDevices(tx, { dids: rows.map(({ did }) => did) });
}
