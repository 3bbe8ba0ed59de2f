import type { Queryable } from './database.ts';

/** What devices of a product are; undefined: either. */
export interface StatusFilter {
  readonly productId: number;
  /** Disabled ones, too. */
  readonly showDisabled: boolean;
  readonly isOnline?: boolean | undefined;
  readonly isFaulty?: boolean | undefined;
  readonly isAlert?: boolean | undefined;
}

/** Bits of `device_status` (migration 0004). */
const statusBits = { isDisabled: 1, isOnline: 4, isFaulty: 8, isAlert: 16 };

/** How many devices match, at any of the places (undefined: anywhere); from the tallies, however many there are. */
export async function countByStatus(
  db: Queryable,
  { productId, showDisabled, isOnline, isFaulty, isAlert }: StatusFilter,
  placeIds: readonly number[] | undefined,
): Promise<number> {
  const asked = { isDisabled: showDisabled ? undefined : false, isOnline, isFaulty, isAlert };
  let mask = 0;
  let wanted = 0;
  for (const [name, bit] of Object.entries(statusBits)) {
    const value = asked[name as keyof typeof asked];
    if (value !== undefined) mask |= bit;
    if (value) wanted |= bit;
  }
  const { rows } = await db.query<{ total: number }>(
    `select coalesce(sum(amount), 0)::bigint as total
     from (select scope, metric, place_id, status, amount from tally
       union all select scope, metric, place_id, status, amount from tally_change) both_parts
     where scope = product_scope($1) and metric = 'status' and status & $2 = $3
       and ($4::integer[] is null or place_id = any($4))`,
    [productId, mask, wanted, placeIds],
  );
  return rows[0]!.total;
}
