import type { Adoption } from '../model/adoption.ts';
import { type AdoptionContext, admitWaitingDevice } from './admit-waiting-device.ts';
import type { Queryable } from './database.ts';

export function createAdoption(context: AdoptionContext): Adoption {
  return {
    admit: (device) => admitWaitingDevice(context, device),
    stillWaiting: (dids) => readStillWaiting(context.database, dids, context.clock()),
  };
}

/** How exact the time is at which a device was seen last while its session lasts. */
const notedEveryMs = 60_000;

async function readStillWaiting(
  db: Queryable,
  dids: readonly string[],
  nowMs: number,
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ did: string }>(
    `with noted as (
       update waiting_device set last_seen_at = $2 where did = any(array(
         select did from waiting_device where did = any($1) and last_seen_at < $3 order by did for update skip locked))
     )
     select w.did from waiting_device w join product p on p.id = w.product_id
     where w.did = any($1) and not w.is_refused and p.adoption_until > $2`,
    [dids, new Date(nowMs), new Date(nowMs - notedEveryMs)],
  );
  return new Set(rows.map((row) => row.did));
}

const waitingKeptMs = 30 * 86_400_000;
const refusedKeptMs = 365 * 86_400_000;

/** Forgets devices that have not come for a month, and refusals that are a year old. */
export async function expireWaitingDevices(db: Queryable, presentMs: number): Promise<void> {
  await db.query(
    `delete from waiting_device where did = any(array(
       select did from waiting_device
       where (is_refused and last_seen_at < $1) or (not is_refused and last_seen_at < $2) order by did for update))`,
    [new Date(presentMs - refusedKeptMs), new Date(presentMs - waitingKeptMs)],
  );
}
