import type { Queryable } from '../src/store/database.ts';

/** How many statements in this database wait for what another transaction has locked. */
export async function waitingForLocks(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ waiting: number }>(
    "select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
  );
  return rows[0]!.waiting;
}
