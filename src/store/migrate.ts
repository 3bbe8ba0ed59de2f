import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { QiyunError } from '../model/errors.ts';
import type { Database, Queryable } from './database.ts';
import { patientTransactions } from './patient-transactions.ts';

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const folder = new URL('./migrations/', import.meta.url);
/** Any constant does: it only has to be the same for every process that migrates this database. */
const advisoryLock = 7_101_963;

/**
 * Brings the database to the newest schema: all missing migrations in one transaction, one process at a time.
 * Refuses, changing nothing, a database that a newer program has migrated or whose history differs from ours.
 */
export async function migrate(database: Database): Promise<void> {
  const migrations = await readMigrations();
  await patientTransactions(database.connection).transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [advisoryLock]);
    await tx.query(`create table if not exists schema_migration (
      version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
    const applied = await tx.query<{ version: number; checksum: string }>(
      'select version, checksum from schema_migration',
    );
    const checksums = new Map(applied.rows.map((row) => [row.version, row.checksum]));
    refuseForeignHistory(migrations, checksums);
    for (const migration of migrations) {
      if (!checksums.has(migration.version)) await apply(tx, migration);
    }
  });
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { version: Number.parseInt(name, 10), name, sql, checksum };
    }),
  );
}

function refuseForeignHistory(migrations: readonly Migration[], applied: ReadonlyMap<number, string>): void {
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const [version, checksum] of applied) {
    const migration = known.get(version);
    if (!migration) {
      throw new QiyunError('5409', {
        detail: `the database has schema version ${version}, newer than this program; start the newer program or restore a backup`,
      });
    }
    if (migration.checksum !== checksum) {
      throw new QiyunError('5409', {
        detail: `migration ${migration.name} differs from the one this database was made with`,
      });
    }
  }
}

async function apply(tx: Queryable, migration: Migration): Promise<void> {
  await tx.query(migration.sql);
  await tx.query('insert into schema_migration (version, name, checksum) values ($1, $2, $3)', [
    migration.version,
    migration.name,
    migration.checksum,
  ]);
}
