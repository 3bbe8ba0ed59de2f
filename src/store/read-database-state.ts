import type { Queryable } from './database.ts';

/** The PostgreSQL in use, and our database in it. */
export interface DatabaseState {
  readonly version: string;
  readonly name: string;
  readonly bytes: number;
  /** To our database, those of all processes and of anybody else. */
  readonly connections: number;
  /** That the server takes, for all of its databases. */
  readonly maxConnections: number;
}

export async function readDatabaseState(db: Queryable): Promise<DatabaseState> {
  const { rows } = await db.query<DatabaseState>(
    `select current_setting('server_version') as version, current_database() as name,
       pg_database_size(current_database()) as bytes,
       (select count(*) from pg_stat_activity where datname = current_database()) as connections,
       current_setting('max_connections')::integer as "maxConnections"`,
  );
  return rows[0]!;
}
