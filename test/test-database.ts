import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Connection, Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { createPartitions } from '../src/store/partitions.ts';

export interface TestDatabase {
  readonly database: Database;
  readonly connection: Connection;
  /** Closes the pool and removes the database, whoever else is still connected to it. */
  drop(): Promise<void>;
}

const template = 'qiyun_template';
/** Any constant does: it only has to be the same in every test file of a run. */
const templateLock = 20_261_122;

/**
 * A database of a test file's own: a copy of a template that has the newest schema and is made once per server.
 * Partitions exist around `nowMs`, which is now unless the test has another time.
 */
export async function createTestDatabase(nowMs = Date.now()): Promise<TestDatabase> {
  const server = inject('database');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await withClient(server, async (client) => {
    // One at a time: PostgreSQL refuses to copy a template that somebody else is copying or filling.
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    await ensureTemplate(client, server);
    await client.query(`create database ${name} template ${template}`);
  });
  const connection = { ...server, database: name };
  const database = new Database(connection);
  await createPartitions(database, nowMs);
  const drop = async () => {
    await database.close();
    await withClient(server, (client) => client.query(`drop database ${name} with (force)`));
  };
  return { database, connection, drop };
}

async function ensureTemplate(client: pg.Client, server: Connection): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
  if (rowCount === 1) return;
  const draft = `${template}_draft`;
  await client.query(`drop database if exists ${draft}`);
  await client.query(`create database ${draft}`);
  const database = new Database({ ...server, database: draft });
  await migrate(database).finally(() => database.close());
  await client.query(`alter database ${draft} rename to ${template}`);
}

/** Ending the connection also gives back its locks. */
async function withClient(server: Connection, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
