import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureCluster, superuser } from './create-cluster.ts';
import { dataFolderAt } from './data-folder.ts';
import { linkLibraries, packageEnvironment } from './library-links.ts';
import { findPostgresPackage } from './postgres-package.ts';
import type { Command } from './run-command.ts';
import { chooseServerAccount, giveTo } from './server-account.ts';
import { type ServerExit, startServerProcess } from './server-process.ts';
import { settingArguments } from './server-settings.ts';

export interface EmbeddedPostgresOptions {
  /** The server's own folder, `postgres` below QIYUN_DATA_DIR; made when missing. */
  readonly dataDir: string;
  /** PostgreSQL settings by name, over our defaults. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Options for a `pg` Client or Pool; `host` is the folder of a Unix socket. */
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  readonly processId: number;
  /** Resolves when the server process ends for any reason, with what it last wrote to its standard error. */
  readonly exited: Promise<ServerExit>;
  /** Fast shutdown: open transactions are rolled back, what was committed is on disk. Waits, at most 40 s. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that comes with Qiyun on a folder of its own, making the database there on the first
 * start, and resolves when it accepts connections. Must be called from the main thread.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const programs = findPostgresPackage();
  const folder = dataFolderAt(options.dataDir);
  await mkdir(folder.dir, { recursive: true, mode: 0o700 });
  const runFolder = join(folder.dir, 'run');
  const libraries = join(runFolder, 'libraries');
  await rm(runFolder, { recursive: true, force: true });
  await mkdir(runFolder, { mode: 0o700 });
  await linkLibraries(programs.nativeDir, libraries);
  const env = packageEnvironment(libraries);
  const account = await chooseServerAccount({
    dir: folder.dir,
    runFolder,
    program: programs.postgres,
    env,
  });
  await ensureCluster({ folder, programs, account, env });
  const argv: Command['argv'] = [
    programs.postgres,
    '-D',
    folder.cluster,
    ...settingArguments(runFolder, options.settings ?? {}),
  ];
  const server = await startServerProcess(account.runAs({ argv, env }));
  const password = (await readFile(folder.password, 'utf8')).trim();
  return {
    connection: { host: runFolder, port: 5432, user: superuser, password, database: 'postgres' },
    ...server,
  };
}
