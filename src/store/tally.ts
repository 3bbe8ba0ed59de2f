import type { Queryable } from './database.ts';

/** Adds what was changed to the sums; until then reports add it themselves (migration 0004). */
export async function foldTallies(db: Queryable): Promise<void> {
  await db.query('select fold_tallies()');
}

/** Counts everything anew; devices and users wait meanwhile. */
export async function rebuildTallies(db: Queryable): Promise<void> {
  await db.query('select rebuild_tallies()');
}

/** Forgets the sums of a product or an enterprise that is erased, and sums that have come to nothing. */
export async function sweepTallies(db: Queryable): Promise<void> {
  await db.query(`
    delete from tally where amount = 0
      or scope not in (
        select product_scope(id) from product union all select enterprise_scope(enterprise_id) from enterprise)`);
}
