import type { Clock } from '../model/clock.ts';
import { isDid, passcodePattern } from '../model/identifiers.ts';
import { BatchedReads } from './batched-reads.ts';
import type { Catalog } from './catalog.ts';
import type { Queryable } from './database.ts';
import type { ShownPasscode } from './passcode-check.ts';
import { isAnyInAdoption } from './product-in-adoption.ts';

/** What stands against somebody who comes with a did that no device has a passcode for. */
export interface DidClaim {
  readonly did: string;
  /** Of a device that waits with this did; null: none does. */
  readonly passcodeSealed: Buffer | null;
  readonly isRefused: boolean;
  /** Whether the did is nobody's, or that of a device that is listed and has never been here. */
  readonly isFree: boolean;
}

export interface UnknownDeviceLoginOptions {
  readonly database: Queryable;
  readonly catalog: Catalog;
  readonly clock: Clock;
}

const passcodeSyntax = new RegExp(passcodePattern);

/**
 * Finds out whether whoever shows such a did may come in and wait, if his passcode is the one that waits already: some
 * product is in adoption, the did is free and was not refused. Undefined: he may not.
 */
export function unknownDeviceLogin({ database, catalog, clock }: UnknownDeviceLoginOptions) {
  const claims = new BatchedReads<string, DidClaim>((dids) => readClaims(database, dids));
  return async ({ did, passcode }: ShownPasscode): Promise<DidClaim | undefined> => {
    if (!isAnyInAdoption(catalog, clock())) return undefined;
    if (!isDid(did) || !passcodeSyntax.test(passcode)) return undefined;
    const claim = await claims.read(did);
    return claim?.isFree && !claim.isRefused ? claim : undefined;
  };
}

async function readClaims(db: Queryable, dids: readonly string[]): Promise<Map<string, DidClaim>> {
  const { rows } = await db.query<DidClaim>(
    `select a.did, w.passcode_sealed as "passcodeSealed", coalesce(w.is_refused, false) as "isRefused",
       d.id is null or (d.passcode_sealed is null and s.first_online_at is null and not s.is_disabled) as "isFree"
     from unnest($1::text[]) as a (did) left join waiting_device w on w.did = a.did
     left join device_did k on k.did = a.did left join device d on d.id = k.device_id
     left join device_standing s on s.device_id = k.device_id`,
    [dids],
  );
  return new Map(rows.map((row) => [row.did, row]));
}
