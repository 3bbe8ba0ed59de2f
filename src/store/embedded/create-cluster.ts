import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { QiyunError } from '../../model/errors.ts';
import { syncToDisk } from '../sync-to-disk.ts';
import type { DataFolder } from './data-folder.ts';
import { giveTo } from './give-to.ts';
import { type PostgresPackage, packagedMajorVersion } from './postgres-package.ts';
import { runCommand } from './run-command.ts';
import type { ServerAccount } from './server-account.ts';

/** The one role that initdb makes. */
export const superuser = 'qiyun';

export interface ClusterOptions {
  readonly folder: DataFolder;
  readonly programs: PostgresPackage;
  readonly account: ServerAccount;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Makes the cluster when there is none yet: in a folder beside its place, renamed once it is complete, so that
 * an interrupted start leaves nothing half done. All of it belongs to the account afterwards. Throws a QiyunError
 * when initdb fails, or when the cluster that is there belongs to another major version of PostgreSQL.
 */
export async function ensureCluster(options: ClusterOptions): Promise<void> {
  const { folder, account } = options;
  await removeUnfinished(folder);
  if (existsSync(folder.cluster)) await requirePackagedVersion(folder);
  else await createCluster(options);
  await giveTo(account.owner, folder.password);
  await giveTo(account.owner, folder.cluster);
}

async function createCluster(options: ClusterOptions): Promise<void> {
  const { folder, account } = options;
  await createPassword(folder.password);
  await giveTo(account.owner, folder.password);
  const unfinished = await mkdtemp(unfinishedPrefix(folder));
  await giveTo(account.owner, unfinished);
  await runInitdb(unfinished, options);
  await rename(unfinished, folder.cluster);
  // What is committed below the new names must be found again.
  await syncToDisk(folder.dir);
}

/** There may be one already, of an interrupted start. */
async function createPassword(path: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, `${randomBytes(24).toString('base64url')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
}

function unfinishedPrefix(folder: DataFolder): string {
  return `${folder.cluster}.new-`;
}

async function removeUnfinished(folder: DataFolder): Promise<void> {
  for (const name of await readdir(folder.dir)) {
    if (!name.startsWith(basename(unfinishedPrefix(folder)))) continue;
    // The initdb of a killed server may still be writing there: it fails once its files are gone.
    await rm(join(folder.dir, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

async function requirePackagedVersion(folder: DataFolder): Promise<void> {
  const text = await readFile(join(folder.cluster, 'PG_VERSION'), 'utf8').catch((cause: Error) => {
    const advice = 'if a restore into it was interrupted, empty the data folder and restore again';
    throw new QiyunError('5409', { detail: `${folder.cluster} is not whole: ${advice}`, cause });
  });
  const version = text.trim();
  if (version === packagedMajorVersion) return;
  throw new QiyunError('5409', {
    detail:
      `${folder.cluster} was written by PostgreSQL ${version}, the embedded one is ${packagedMajorVersion}: ` +
      `start the program that did, and bring the data over as docs/operations.md says under Upgrade`,
  });
}

async function runInitdb(target: string, options: ClusterOptions): Promise<void> {
  const { folder, programs, account, env } = options;
  const argv = [
    programs.initdb,
    `--pgdata=${target}`,
    `--username=${superuser}`,
    `--pwfile=${folder.password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ] as const;
  const { code, output } = await runCommand(account.runAs({ argv, env }));
  if (code === 0) return;
  throw new QiyunError('5409', { detail: `PostgreSQL's initdb failed (exit ${code}): ${output.trim()}` });
}
