import pg from 'pg';
import { type Connection, clientConfig, type Queryable, type Transactions } from './database.ts';

/** Adds what was changed to the sums; until then reports add it themselves (migration 0004). */
export async function foldTallies(db: Queryable): Promise<void> {
  await db.query('select fold_tallies()');
}

/** Transactions on a connection of their own, which may take as long as they like. */
export function patientTransactions(connection: Connection): Transactions {
  return {
    transaction: async (work) => {
      const client = new pg.Client(clientConfig(connection, 'qiyun rebuild'));
      await client.connect();
      try {
        await client.query('set statement_timeout = 0');
        await client.query('begin');
        const result = await work(client as Queryable);
        await client.query('commit');
        return result;
      } finally {
        await client.end();
      }
    },
  };
}

/**
 * Counts everything anew: about a minute for a million devices, so in a transaction that waits. What devices and users do is
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
