import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

const projectDir = join(import.meta.dirname, '..', '..', '..');
let parent: string;
let dataDir: string;

/** The tests share one data folder, in order: making it takes a second. Each leaves no server behind. */
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'qiyun-embedded-'));
  dataDir = join(parent, '数据 "data"');
});
afterAll(() => rm(parent, { recursive: true, force: true }));

async function query(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client(server.connection);
  client.on('error', () => {}); // the server may be killed while connected
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

async function withServer<Result>(use: (server: EmbeddedPostgres) => Promise<Result>): Promise<Result> {
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

test('a start that died in initdb is no obstacle, and a first start makes a durable UTF-8 database', async () => {
  await mkdir(join(dataDir, 'cluster.new-interrupted', 'base'), { recursive: true });
  await writeFile(join(dataDir, 'password'), 'of the interrupted start');
  const rows = await withServer((server) =>
    query(
      server,
      `select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
        current_setting('data_checksums') as checksums, current_setting('server_encoding') as encoding,
        current_setting('listen_addresses') as addresses`,
    ),
  );
  expect(rows).toEqual([{ fsync: 'on', pages: 'on', checksums: 'on', encoding: 'UTF8', addresses: '' }]);
  expect((await readdir(dataDir)).sort()).toEqual(['cluster', 'lock', 'password', 'postgres.log']);
  expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
});

test('what was committed is there after a stop and a start', async () => {
  await withServer((server) => query(server, 'create table kept as select 1 as value'));
  expect(await withServer((server) => query(server, 'select * from kept'))).toEqual([{ value: 1 }]);
});

test('a wrong password is refused', async () => {
  await withServer(async ({ connection }) => {
    const client = new pg.Client({ ...connection, password: 'wrong' });
    await expect(client.connect()).rejects.toThrow('password authentication failed');
  });
});

test('a second server on the folder is refused, and the first is not harmed', async () => {
  await withServer(async (server) => {
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow('another Qiyun server');
    expect(await query(server, 'select 1 as alive')).toEqual([{ alive: 1 }]);
  });
});

test('the end of the server is told with its last words, and the next start works', async () => {
  const server = await startEmbeddedPostgres({ dataDir });
  process.kill(server.processId, 'SIGKILL');
  const exit = await server.exited;
  expect(exit).toMatchObject({ code: null, signal: 'SIGKILL' });
  expect(exit.lastOutput).toContain('ready to accept connections');
  await withServer((next) => query(next, 'select 1'));
});

test('a setting that PostgreSQL refuses is answered with its words', async () => {
  const settings = { shared_buffers: 'plenty' };
  await expect(startEmbeddedPostgres({ dataDir, settings })).rejects.toThrow(
    /did not start.*shared_buffers/s,
  );
  await withServer((server) => query(server, 'select 1'));
});

test('a postmaster.pid whose process id is now a stranger does not block the start', async () => {
  const pidFile = join(dataDir, 'cluster', 'postmaster.pid');
  await writeFile(pidFile, `${process.pid}\n${join(dataDir, 'cluster')}\n`);
  await withServer((server) => query(server, 'select 1'));
});

test('a cluster of another major version is refused with what to do', async () => {
  const versionFile = join(dataDir, 'cluster', 'PG_VERSION');
  const version = await readFile(versionFile, 'utf8');
  await writeFile(versionFile, '17\n');
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    /PostgreSQL 17.*start the program that did/,
  );
  await writeFile(versionFile, version);
});

test('a process that is killed takes its server with it, and the next start works', async () => {
  const { child, serverId } = await startInAnotherProcess();
  child.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(serverId)).toBe(false), { timeout: 10_000 });
  await withServer((server) => query(server, 'select 1'));
});

test('a start waits for the server of a killed process to shut down', async () => {
  const { child, serverId } = await startInAnotherProcess();
  process.kill(serverId, 'SIGSTOP');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const next = withServer((server) => query(server, 'select 1'));
  process.kill(serverId, 'SIGCONT');
  await next;
  expect(isRunning(serverId)).toBe(false);
});

/** One that has ended and that its parent has not yet taken notice of (Z) does not run. */
function isRunning(processId: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(processId)], { encoding: 'utf8' });
  return stdout !== '' && !stdout.startsWith('Z');
}

/** Starts the server on the data folder from a Node process of its own, compiled as it is released. */
async function startInAnotherProcess(): Promise<{ child: ChildProcess; serverId: number }> {
  const script = `
    const { startEmbeddedPostgres } = await import('./compiled/store/embedded/embedded-postgres.js');
    console.log((await startEmbeddedPostgres({ dataDir: process.argv[2] })).processId);`;
  await compileOnce();
  await writeFile(join(parent, 'start.mjs'), script);
  const child = spawn(process.execPath, [join(parent, 'start.mjs'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, serverId: Number(line) };
}

async function compileOnce(): Promise<void> {
  if (existsSync(join(parent, 'compiled'))) return;
  await symlink(join(projectDir, 'node_modules'), join(parent, 'node_modules'));
  await writeFile(join(parent, 'package.json'), '{"type":"module"}');
  const config = {
    extends: join(projectDir, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      rootDir: join(projectDir, 'src'),
      outDir: join(parent, 'compiled'),
      typeRoots: [join(projectDir, 'node_modules', '@types')],
    },
    files: [join(import.meta.dirname, 'embedded-postgres.ts')],
    include: [],
  };
  await writeFile(join(parent, 'tsconfig.json'), JSON.stringify(config));
  execFileSync(process.execPath, [
    join(projectDir, 'node_modules', 'typescript', 'bin', 'tsc'),
    ...['-p', join(parent, 'tsconfig.json')],
  ]);
}
