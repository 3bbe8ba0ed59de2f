import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Backup } from '../model/backups.ts';
import { ReportCalendar } from '../model/report-calendar.ts';
import { Database } from '../store/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../store/embedded/embedded-postgres.ts';
import { archivePath, manifestPath } from './backup-layout.ts';
import { EmbeddedBackups, type EmbeddedBackupsOptions } from './embedded-backups.ts';
import { checkBackup } from './read-backup.ts';
import { restoreBackup } from './restore-backup.ts';

const startMs = Date.parse('2026-11-23T03:15:00Z');
const plenty = 1e12;
/** So that something can happen meanwhile: an empty database has 40 MB with its log. */
const slowly = 20 << 20;

/** A small disk takes root, on Linux. */
const canMount =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'true']).status === 0;

let parent: string;
let dataDir: string;
let folder: string;
let postgres: EmbeddedPostgres;
let db: Database;
let nowMs: number;
let failures: unknown[];

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'qiyun-backups-'));
  dataDir = join(parent, "the operator's data");
  await mkdir(dataDir);
  await writeFile(join(dataDir, 'sealing-key'), 'key\n');
  await writeFile(join(dataDir, 'instance'), 'name\n');
  postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  db = new Database(postgres.connection);
  await db.query('create table kept (number int primary key)');
});
afterAll(async () => {
  await db?.close();
  await postgres?.stop();
  await rm(parent, { recursive: true });
});

beforeEach(async () => {
  folder = await mkdtemp(join(parent, 'backups '));
  nowMs = startMs;
  failures = [];
});
afterEach(() => rm(folder, { recursive: true }));

function openBackups(options: Partial<EmbeddedBackupsOptions> = {}, keep = 2): EmbeddedBackups {
  const backups = new EmbeddedBackups({
    dataDir,
    connection: postgres.connection,
    db,
    clock: () => nowMs,
    maxBytesPerSecond: 1 << 30,
    settings: { folder, hour: 3, keep },
    calendar: new ReportCalendar('UTC'),
    freeBytes: async () => plenty,
    onDone: () => {},
    onFailed: (error) => failures.push(error),
    ...options,
  });
  onTestFinished(() => backups.stop());
  return backups;
}

async function made(backups: EmbeddedBackups): Promise<Backup> {
  await backups.begin();
  await backups.idle();
  return (await backups.overview()).backups[0]!;
}

/** Numbers that the database has acknowledged, and the greatest when asked. */
async function countUp(): Promise<{ stop(): Promise<void>; acknowledged(): number }> {
  await db.query('truncate kept');
  let number = 0;
  let isStopping = false;
  const counting = (async () => {
    while (!isStopping) {
      await db.query('insert into kept values ($1)', [number + 1]);
      number++;
    }
  })();
  const stop = async () => {
    isStopping = true;
    await counting;
  };
  return { stop, acknowledged: () => number };
}

/** What a server on the restored folder has. */
async function restoredNumbers(restored: string): Promise<number> {
  const server = await startEmbeddedPostgres({ dataDir: join(restored, 'postgres') });
  const database = new Database(server.connection);
  try {
    const { rows } = await database.query<{ last: number; count: number }>(
      'select max(number)::int as last, count(*)::int as count from kept',
    );
    expect(rows[0]!.count).toBe(rows[0]!.last);
    return rows[0]!.last;
  } finally {
    await database.close();
    await server.stop();
  }
}

describe('a backup that is made while the database is written to', () => {
  test('has all that was acknowledged before, and what is restored of it starts by itself', async () => {
    const backups = openBackups({ maxBytesPerSecond: slowly });
    const load = await countUp();
    onTestFinished(() => load.stop());
    await expect.poll(() => load.acknowledged()).toBeGreaterThan(100);
    const before = load.acknowledged();
    const { id } = await backups.begin();
    // Whatever the database would recycle in the meantime.
    await db.query('select pg_switch_wal()');
    await db.query('checkpoint');
    await db.query('select pg_switch_wal()');
    expect((await backups.overview()).backups).toMatchObject([{ id, state: 'running', error: undefined }]);
    await backups.idle();
    const after = load.acknowledged();
    await load.stop();

    const [backup] = (await backups.overview()).backups;
    expect(failures).toEqual([]);
    expect(backup).toMatchObject({ id: '20261123T031500Z', state: 'done', startedAtMs: startMs });
    expect(backup!.bytes).toBeGreaterThan(20 << 20);
    const restored = join(parent, 'restored');
    await restoreBackup(backup!.path, restored);
    expect(await readFile(join(restored, 'sealing-key'), 'utf8')).toBe('key\n');
    expect((await readdir(restored)).sort()).toEqual(['instance', 'postgres', 'sealing-key']);
    const last = await restoredNumbers(restored);
    expect(last).toBeGreaterThanOrEqual(before);
    expect(last).toBeLessThanOrEqual(after);
    await rm(restored, { recursive: true });
  }, 60_000);

  test('is open to nobody but its owner', async () => {
    const { path } = await made(openBackups());
    for (const name of ['', 'data', 'database']) {
      expect((await stat(join(path, name))).mode & 0o077, name).toBe(0);
      expect((await stat(join(path, name))).uid).toBe(process.getuid!());
    }
    for (const name of ['backup.json', 'data/sealing-key', 'data/postgres/password', archivePath])
      expect((await stat(join(path, name))).mode & 0o777, name).toBe(0o600);
  });
});

test('one backup is made at a time, and none is erased while it is made', async () => {
  const backups = openBackups({ maxBytesPerSecond: slowly });
  const { id } = await backups.begin();
  await expect(backups.begin()).rejects.toMatchObject({ status: 409 });
  await expect(backups.erase(id)).rejects.toMatchObject({ status: 409 });
  await backups.idle();
  await expect(backups.begin()).resolves.toMatchObject({ id: '20261123T031501Z', state: 'running' });
  await backups.stop();
});

test('what is erased is gone, and what is not there is not found', async () => {
  const backups = openBackups();
  const { id } = await made(backups);
  await backups.erase(id);
  expect(await readdir(folder)).toEqual([]);
  await expect(backups.erase(id)).rejects.toMatchObject({ status: 404 });
  await expect(backups.erase('../restored')).rejects.toMatchObject({ status: 404 });
});

describe('a backup that fails', () => {
  test('for lack of room is not begun', async () => {
    const backups = openBackups({ freeBytes: async () => 300 << 20 });
    await expect(backups.begin()).rejects.toMatchObject({
      status: 507,
      detail: expect.stringMatching(/not enough room.* it needs \d+ MiB, 300 MiB are free/),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('for lack of room in the middle leaves the room it took, and says why', async () => {
    let isFull = false;
    const backups = openBackups({
      maxBytesPerSecond: slowly,
      freeBytes: async () => (isFull ? 100 << 20 : plenty),
    });
    const { id, path } = await backups.begin();
    isFull = true;
    await backups.idle();
    expect((await backups.overview()).backups).toMatchObject([
      { id, state: 'failed', error: expect.stringContaining('only 100 MiB were left') },
    ]);
    expect(await readdir(path)).toEqual(['backup.json']);
    expect(failures).toHaveLength(1);
    await expect(restoreBackup(path, join(parent, 'never'))).rejects.toThrow('was not finished');
    isFull = false;
    nowMs += 60_000;
    expect(await made(backups)).toMatchObject({ state: 'done' });
  });

  test.runIf(canMount)('because the disk is full in spite of that leaves the database well', async () => {
    const small = join(parent, 'small disk');
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', small]);
    onTestFinished(() => void execFileSync('umount', [small]));
    const backups = openBackups({ settings: { folder: small, hour: undefined, keep: 1 } });
    expect(await made(backups)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('could not write file'),
    });
    expect((await db.query('select 1 as well')).rows).toEqual([{ well: 1 }]);
    expect(await readdir((await backups.overview()).backups[0]!.path)).toEqual(['backup.json']);
  });

  test('because the server stops keeps nobody waiting, and the database no longer works on it', async () => {
    const backups = openBackups({ maxBytesPerSecond: 1 << 20 });
    await backups.begin();
    await backups.stop();
    expect((await backups.overview()).backups).toMatchObject([
      { state: 'failed', error: 'the server stopped' },
    ]);
    const slots = await db.query('select 1 from pg_replication_slots');
    expect(slots.rowCount).toBe(0);
  });

  test('because its process was killed is not taken for one, and its room is given back', async () => {
    const killed = openBackups();
    const { path, id } = await made(killed);
    await cp(path, `${join(folder, id)}.partial`, { recursive: true });
    await rm(path, { recursive: true });
    expect((await killed.overview()).backups).toMatchObject([{ state: 'running' }]);
    const next = openBackups();
    await next.clearLeftovers();
    expect((await next.overview()).backups).toMatchObject([
      { state: 'failed', error: 'the server ended while it was made' },
    ]);
    expect(await readdir(`${path}.partial`)).toEqual(['backup.json']);
  });

  test('because the folder would be in what is copied is refused at the start', () => {
    const settings = { folder: join(dataDir, 'postgres', 'backups'), hour: undefined, keep: 1 };
    expect(() => openBackups({ settings })).toThrow('QIYUN_BACKUP_DIR');
  });
});

describe('by the hour', () => {
  test('one is made, once, and as many are kept as are asked for; those that were asked for stay', async () => {
    const backups = openBackups();
    const ids = async () =>
      (await backups.overview()).backups.map(({ id, isScheduled }) => (isScheduled ? id : 'asked'));
    nowMs = Date.parse('2026-11-22T23:00:00Z');
    await made(backups);
    await backups.beginIfDue();
    expect(await ids()).toEqual(['asked']);
    for (const day of [23, 24, 25]) {
      nowMs = Date.parse(`2026-11-${day}T03:00:20Z`);
      for (const _ of [1, 2]) {
        await backups.beginIfDue();
        await backups.idle();
        nowMs += 60_000;
      }
      // Started again in the same hour.
      await openBackups().beginIfDue();
    }
    expect(await ids()).toEqual(['20261125T030020Z', '20261124T030020Z', 'asked']);
  }, 60_000);

  test('one for which there is no room is told of once', async () => {
    const backups = openBackups({ freeBytes: async () => 0 });
    for (const _ of [1, 2]) await backups.beginIfDue();
    expect(failures).toMatchObject([{ status: 507 }]);
  });
});

describe('a restore', () => {
  let backup: Backup;
  let damaged: string;
  let target: string;

  beforeEach(async () => {
    backup = await made(openBackups());
    damaged = join(folder, 'copy');
    target = join(folder, 'target');
    await cp(backup.path, damaged, { recursive: true });
  });

  async function alter(path: string, position: number): Promise<void> {
    const file = await open(path, 'r+');
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, position);
    byte[0]! ^= 1;
    await file.write(byte, 0, 1, position);
    await file.close();
  }

  async function refused(): Promise<string> {
    const error = await restoreBackup(damaged, target).then(
      () => undefined,
      (thrown: { detail?: string }) => thrown,
    );
    if (!error) return 'not refused';
    expect((await readdir(target).catch(() => [])).filter((name) => name !== 'mine')).toEqual([]);
    return error.detail!;
  }

  test('that was interrupted leaves a folder that is not started', async () => {
    await restoreBackup(damaged, target);
    const version = join(target, 'postgres', 'cluster', 'PG_VERSION');
    await rename(version, `${version}.unfinished`);
    const start = startEmbeddedPostgres({ dataDir: join(target, 'postgres') });
    await expect(start).rejects.toThrow('restore again');
  });

  test('never writes into a folder that is not empty', async () => {
    await mkdir(target);
    await writeFile(join(target, 'mine'), '');
    expect(await refused()).toMatch(/target is not empty/);
  });

  test('and a check refuse an archive in which one bit is different, wherever it is', async () => {
    const archive = join(damaged, archivePath);
    await checkBackup(damaged);
    const { size } = await stat(archive);
    for (let position = 600; position < size - 2048; position += 4_567_890) {
      await alter(archive, position);
      await expect(checkBackup(damaged), `byte ${position}`).rejects.toThrow('damaged');
      await alter(archive, position);
    }
  });

  test('refuses a log in which one bit is different', async () => {
    const { size } = await stat(join(damaged, archivePath));
    await alter(join(damaged, archivePath), size - (8 << 20));
    expect(await refused()).toMatch(/damaged: pg_wal\/\w+ in database\/base.tar is not what was backed up/);
  });

  test('refuses an archive that was cut off', async () => {
    const archive = await open(join(damaged, archivePath), 'r+');
    await archive.truncate(30 << 20);
    await archive.close();
    expect(await refused()).toMatch(/damaged: it ends within/);
  });

  test('refuses when a file is missing or altered', async () => {
    await alter(join(damaged, 'data', 'sealing-key'), 0);
    expect(await refused()).toMatch(/damaged: .*sealing-key/);
    await alter(join(damaged, 'data', 'sealing-key'), 0);
    await alter(join(damaged, manifestPath), 500);
    expect(await refused()).toMatch(/damaged: .*backup_manifest/);
    await rm(join(damaged, manifestPath));
    expect(await refused()).toMatch(/damaged: .*no such file.*backup_manifest/);
    await rm(join(damaged, 'backup.json'));
    expect(await refused()).toMatch(/no backup that this version can read/);
  });
});
