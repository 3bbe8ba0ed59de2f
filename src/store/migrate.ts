import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { QiyunError } from '../model/errors.ts';
import type { Database, Queryable } from './database.ts';
import { patientTransactions } from './patient-transactions.ts';

/** One file of the schema's history. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const folder = new URL('./migrations/', import.meta.url);
/** Any constant does: it only has to be the same for every process that migrates this database. */
export const migrationLock = 7_101_963;

export interface MigrateOptions {
  /** All there are, in their order, when left out. */
  readonly migrations?: readonly Migration[];
  /** Hears the names of the migrations that a database lacks, before they are applied; nothing of a new database. */
  onUpgrade?(names: readonly string[]): void;
}

/**
 * Brings the database to the newest schema: all missing migrations in one transaction, one process at a time, however long
 * it takes. So a database is always of one version as a whole, whatever ends this in the middle.
 *
 * @throws QiyunError 5409, nothing changed, for a database that a newer program has migrated or whose history differs from
 * ours, and when a migration fails
 */
export async function migrate(database: Database, options: MigrateOptions = {}): Promise<void> {
  const migrations = options.migrations ?? (await readMigrations());
  await patientTransactions(database.connection).transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await tx.query(`create table if not exists schema_migration (
      version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
    const applied = await tx.query<{ version: number; checksum: string }>(
      'select version, checksum from schema_migration',
    );
    const checksums = new Map(applied.rows.map((row) => [row.version, row.checksum]));
    refuseForeignHistory(migrations, checksums);
    const missing = migrations.filter(({ version }) => !checksums.has(version));
    if (checksums.size > 0 && missing.length > 0) options.onUpgrade?.(missing.map(({ name }) => name));
    for (const migration of missing) await apply(tx, migration);
  });
}

/** In the order of their versions. */
export async function readMigrations(): Promise<Migration[]> {
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
  const unknown = [...applied.keys()].filter((version) => !known.has(version));
  if (unknown.length > 0) {
    throw foreign(
      `has schema version ${Math.max(...unknown)}, and this program knows ${Math.max(...known.keys())}: a newer one has changed it`,
    );
  }
  const edited = migrations.find(
    ({ version, checksum }) => applied.has(version) && applied.get(version) !== checksum,
  );
  if (edited) throw foreign(`was made with another ${edited.name} than this program has`);
}

function foreign(reason: string): QiyunError {
  const advice = 'start that program again, or restore a backup of before into a new data folder';
  return new QiyunError('5409', { detail: `the database ${reason}; ${advice}` });
}

async function apply(tx: Queryable, { version, name, checksum, sql }: Migration): Promise<void> {
  try {
    await tx.query(sql);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new QiyunError('5409', {
      detail: `${name} could not be applied: ${reason}; the database is as it was, for this program to try again or for the one before`,
      cause,
    });
  }
  await tx.query('insert into schema_migration (version, name, checksum) values ($1, $2, $3)', [
    version,
    name,
    checksum,
  ]);
}
