import type { Queryable } from './database.ts';

/** How large all databases of the server are on disk together, without the log of changes. */
export async function databaseBytes(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ bytes: number }>(
    'select sum(pg_database_size(oid))::bigint as bytes from pg_database',
  );
  return rows[0]!.bytes;
}
