import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../src/store/embedded/embedded-postgres.ts';
import { FolderGuardian } from './folder-guardian.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Options for a `pg` Client or Pool of the run's database server; its role may create databases. */
    database: EmbeddedPostgres['connection'];
    /** For files that are made once in a run and used by several test files. */
    runFolder: string;
  }
}

/**
 * Vitest global setup: one database server for the whole run, in a temporary folder that goes with it. Tests
 * reach it by `inject('database')`, and the folder by `inject('runFolder')`. QIYUN_TEST_DATABASE_URL names another server to
 * use instead. When the run is killed, a guardian removes the folder.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'qiyun-test-')));
  const guardian = new FolderGuardian(folder);
  project.provide('runFolder', folder);
  const url = process.env.QIYUN_TEST_DATABASE_URL;
  if (url !== undefined) {
    project.provide('database', connectionFromUrl(url));
    return () => guardian.clear();
  }
  const options: EmbeddedPostgresOptions = {
    dataDir: join(folder, 'postgres'),
    settings: { max_connections: '200', fsync: 'off' },
  };
  const server = await startEmbeddedPostgres(options);
  project.provide('database', server.connection);
  return async () => {
    await server.stop();
    await guardian.clear();
  };
}

function connectionFromUrl(url: string): EmbeddedPostgres['connection'] {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  };
}
