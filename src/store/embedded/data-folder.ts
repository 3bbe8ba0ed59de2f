import { mkdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { QiyunError } from '../../model/errors.ts';
import type { Owner } from './give-to.ts';

/** What lies where in the data folder of the embedded server; absolute paths without links. */
export interface DataFolder {
  readonly dir: string;
  readonly owner: Owner;
  /** PostgreSQL's own data directory; it exists only once it is complete. */
  readonly cluster: string;
  /** Mode 0600: the superuser's password, one line. */
  readonly password: string;
  readonly log: string;
  readonly lock: string;
  /** Socket and library links of the running server, when the path is fit for them. */
  readonly run: string;
}

/**
 * Opens the data folder, making it when missing. Throws a QiyunError when it belongs to another user, and what
 * the file system throws when it cannot be made.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const isRoot = process.getuid?.() === 0;
  // The server that root starts runs as another user, who must be able to walk through.
  await mkdir(path, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  const dir = await realpath(path);
  const { uid, gid } = await stat(dir);
  if (isRoot || uid === process.getuid?.()) return dataFolderAt(dir, { uid, gid });
  throw new QiyunError('5409', {
    detail: `the data folder ${dir} belongs to user ${uid}: start Qiyun as that user or as root, or chown -R it`,
  });
}

function dataFolderAt(dir: string, owner: Owner): DataFolder {
  return {
    dir,
    owner,
    cluster: join(dir, 'cluster'),
    password: join(dir, 'password'),
    log: join(dir, 'postgres.log'),
    lock: join(dir, 'lock'),
    run: join(dir, 'run'),
  };
}
