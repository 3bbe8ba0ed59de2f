import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database, type Queryable } from '../src/store/database.ts';
import { startEmbeddedPostgres } from '../src/store/embedded/embedded-postgres.ts';
import { migrate, readMigrations } from '../src/store/migrate.ts';

const folder = new URL('./older-data/', import.meta.url);
const sealingKey = '0f'.repeat(16) + 'a5'.repeat(16);
/** In this order: what lies on others comes after them. */
const parts = ['installation', 'devices', 'alarms', 'people'];

/** What there is in an older installation, as its owner knows it. */
export const olderInstallation = {
  productKey: '0123456789abcdef0123456789abcdef',
  enterprise: {
    enterprise_id: '0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e',
    enterprise_secret: 'old enterprise secret',
    product_secret: '0123456789abcdef0123456789abcdef',
  },
  token: '0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c',
  appid: '0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a',
  userToken: '0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f',
  gid: '0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b',
  device: { did: 'olderDevice00000000001', passcode: 'OLDDEVICE1' },
};

/** Empties a database and leaves it as a program of this schema version has written it. */
export async function writeOlderData(database: Database, version: number): Promise<void> {
  await database.query('drop schema public cascade');
  await database.query('create schema public');
  const migrations = await readMigrations();
  await migrate(database, { migrations: migrations.filter((migration) => migration.version <= version) });
  for (const part of parts) await writePart(database, part, version);
}

/** The files of a part are named by the first version that has written it so: the latest not after `version` counts. */
async function writePart(db: Queryable, part: string, version: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(`-${part}.sql`)).sort();
  const name = names.findLast((candidate) => Number.parseInt(candidate, 10) <= version);
  if (name !== undefined) await db.query(await readFile(new URL(name, folder), 'utf8'));
}

/** The files beside the database that belong to older data. */
export async function writeOlderFiles(dataDir: string): Promise<void> {
  await writeFile(join(dataDir, 'sealing-key'), `${sealingKey}\n`);
  await writeFile(join(dataDir, 'instance'), 'older\n');
}

/** Works in the database of a data folder without a server; makes the database when there is none. */
export async function inDataFolder<Result>(
  dataDir: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  const database = new Database(postgres.connection, 2);
  try {
    return await work(database);
  } finally {
    await database.close();
    await postgres.stop();
  }
}
