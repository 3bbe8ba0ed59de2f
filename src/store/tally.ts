import type { Queryable, Transactions } from './database.ts';

/** Adds what was changed to what reports read; until then they add it themselves (migrations 0004 and 0018). */
export async function foldTallies(db: Queryable): Promise<void> {
  await db.query('select fold_tallies(), fold_activity_changes()');
}

/**
 * Counts everything anew: about two minutes for a million devices, so in a transaction that waits. What devices and users do is
 * written afterwards.
 */
export async function rebuildTallies(database: Transactions<void>): Promise<void> {
  await database.transaction(async (tx) => void (await tx.query('select rebuild_tallies()')));
}

/** Forgets the sums of a product or an enterprise that is erased, and sums that have come to nothing. */
export async function sweepTallies(db: Queryable): Promise<void> {
  await db.query(`
    delete from tally where amount = 0
      or scope not in (
        select product_scope(id) from product union all select enterprise_scope(enterprise_id) from enterprise)`);
}
