import type { Queryable } from '../store/database.ts';

/** How many users there are of some enterprises. */
export async function countUsers(db: Queryable, enterpriseIds: readonly string[]): Promise<number> {
  const { rows } = await db.query<{ total: number }>(
    `select coalesce(sum(amount), 0)::bigint as total
     from (select scope, metric, amount from tally union all select scope, metric, amount from tally_change) both_parts
     where scope = any(array(select enterprise_scope(id) from unnest($1::text[]) id)) and metric = 'user'`,
    [enterpriseIds],
  );
  return rows[0]!.total;
}
