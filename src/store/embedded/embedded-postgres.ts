import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { QiyunError } from '../../model/errors.ts';
import { ensureCluster, superuser } from './create-cluster.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { giveTo } from './give-to.ts';
import { HeldResources } from './held-resources.ts';
import { endLeftovers } from './leftover-processes.ts';
import { provideLibraries } from './library-links.ts';
import { startParentWatchdog } from './parent-watchdog.ts';
import { findPostgresPackage } from './postgres-package.ts';
import type { Command } from './run-command.ts';
import { makeRunFolder, socketPort } from './run-folder.ts';
import { chooseServerAccount } from './server-account.ts';
import { ServerLog } from './server-log.ts';
import { type ServerExit, type ServerProcess, startServerProcess } from './server-process.ts';
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
  /** Fast shutdown: rolls back open transactions, keeps what was committed. Waits, at most 40 s. */
  stop(): Promise<void>;
}

const logLimitBytes = 4 * 1024 * 1024;

/**
 * Starts the PostgreSQL that comes with Qiyun on a folder of its own, making the database there at the first
 * start, and resolves when it accepts connections. Ends whatever an earlier server that was killed has left
 * running there; when this process is killed the server shuts down by itself. Throws a QiyunError that tells the
 * operator what to do when the folder is in use or unusable, or PostgreSQL cannot run here.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const held = new HeldResources();
  try {
    return await start(options, held);
  } catch (error) {
    await held.release();
    if (error instanceof QiyunError) throw error;
    throw new QiyunError('5409', {
      detail: `the embedded PostgreSQL cannot be started in ${options.dataDir}: ${String(error)}`,
      cause: error,
    });
  }
}

async function start(options: EmbeddedPostgresOptions, held: HeldResources): Promise<EmbeddedPostgres> {
  const programs = findPostgresPackage();
  const folder = await openDataFolder(options.dataDir);
  const lock = await lockFolder(folder.lock);
  held.add(() => lock.release());
  await giveTo(folder.owner, folder.lock);
  await endLeftovers(folder.cluster);

  const run = await makeRunFolder(folder);
  // What cannot be removed now, the next start removes.
  held.add(() => rm(run, { recursive: true, force: true }).catch(() => {}));
  const env = await provideLibraries(programs.nativeDir, join(run, 'libraries'));
  const account = await chooseServerAccount({ folder, run, programs, env });
  await ensureCluster({ folder, programs, account, env });
  const log = new ServerLog({ path: folder.log, limitBytes: logLimitBytes });
  held.add(() => log.close());
  await giveTo(folder.owner, folder.log);

  const argv = [programs.postgres, '-D', folder.cluster, ...settingArguments(run, options.settings)] as const;
  const server = await startGuarded({ command: account.runAs({ argv, env }), log, held });
  const exited = server.exited.finally(() => held.release());
  await server.ready;
  return {
    connection: {
      host: run,
      port: Number(options.settings?.port ?? socketPort),
      user: superuser,
      password: await readPassword(folder),
      database: 'postgres',
    },
    processId: server.processId,
    exited,
    stop: async () => {
      await server.stop();
      await exited;
    },
  };
}

interface GuardedStart {
  readonly command: Command;
  readonly log: ServerLog;
  readonly held: HeldResources;
}

async function startGuarded({ command, log, held }: GuardedStart): Promise<ServerProcess> {
  const watchdog = await startParentWatchdog();
  held.add(() => watchdog.dismiss());
  const server = await startServerProcess({ ...command, onOutput: (chunk) => log.write(chunk) });
  watchdog.guard(server.processId);
  return server;
}

async function readPassword(folder: DataFolder): Promise<string> {
  return (await readFile(folder.password, 'utf8')).trim();
}
