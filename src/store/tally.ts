import pg from 'pg';
import { type Connection, clientConfig, type Queryable } from './database.ts';

/** Adds what was changed to the sums; until then reports add it themselves (migration 0004). */
export async function foldTallies(db: Queryable): Promise<void> {
  await db.query('select fold_tallies()');
}

/**
 * Counts everything anew, on a connection of its own that waits as long as it takes: about a minute for a million devices.
 * What devices and users do is written afterwards.
 */
export async function rebuildTallies(connection: Connection): Promise<void> {
  const client = new pg.Client(clientConfig(connection, 'qiyun rebuild'));
  await client.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select rebuild_tallies()');
  } finally {
    await client.end();
  }
}

/** Forgets the sums of a product or an enterprise that is erased, and sums that have come to nothing. */
export async function sweepTallies(db: Queryable): Promise<void> {
  await db.query(`
    delete from tally where amount = 0
      or scope not in (
        select product_scope(id) from product union all select enterprise_scope(enterprise_id) from enterprise)`);
}
