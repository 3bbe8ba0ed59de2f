import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from './cli-error.ts';
import type { GlobalOptions } from './global-options.ts';

const ways =
  'Give it with --admin-token or QIYUN_ADMIN_TOKEN, or name the data folder of the server with --data-dir.';

/**
 * The admin token: the option, the variable, or what the server left in its data folder.
 *
 * @throws CliError that tells where it may come from
 */
export async function findAdminToken(options: GlobalOptions, env: NodeJS.ProcessEnv): Promise<string> {
  const given = options.adminToken ?? env.QIYUN_ADMIN_TOKEN;
  if (given) return given;
  const path = join(options.dataDir ?? env.QIYUN_DATA_DIR ?? 'data', 'admin-token');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason =
      error.code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${error.code})`;
    throw new CliError(`No admin token: ${reason}. ${ways}`);
  });
  const token = text.trim();
  if (token === '') throw new CliError(`No admin token: ${path} is empty. ${ways}`);
  return token;
}
