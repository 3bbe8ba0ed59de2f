import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

interface LinkEntry {
  readonly source: string;
  readonly target: string;
}

/**
 * Provides the names under which the package's programs look for its shared libraries: npm packs no links and
 * runs no install script to make them. Returns the environment to run the programs with.
 *
 * `linkFolder` must not exist yet. On Linux it is filled and put on the library search path, so an installed
 * package that is read-only serves as well. macOS keeps search paths from reaching what a shell starts, and
 * initdb starts `postgres` through one, so there the missing names are made in the package itself.
 */
export async function provideLibraries(
  nativeDir: string,
  linkFolder: string,
  platform: string = process.platform,
): Promise<NodeJS.ProcessEnv> {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  const missing = await readMissingNames(nativeDir);
  if (platform === 'darwin') {
    await makeLinks(missing, join(nativeDir, 'lib'));
    return env;
  }
  await mkdir(linkFolder, { mode: 0o755 });
  await makeLinks(new Map([...(await readPackedNames(nativeDir)), ...missing]), linkFolder);
  return { ...env, LD_LIBRARY_PATH: linkFolder };
}

/** Names that pg-symlinks.json lists as left out of the package, each with the file it stands for. */
async function readMissingNames(nativeDir: string): Promise<Map<string, string>> {
  const entries: LinkEntry[] = JSON.parse(await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8'));
  return new Map(entries.map(({ source, target }) => [basename(target), join(dirname(nativeDir), source)]));
}

async function readPackedNames(nativeDir: string): Promise<Map<string, string>> {
  const lib = join(nativeDir, 'lib');
  const names = await readdir(lib);
  return new Map(names.filter((name) => name.includes('.so')).map((name) => [name, join(lib, name)]));
}

async function makeLinks(targets: ReadonlyMap<string, string>, folder: string): Promise<void> {
  const present = new Set(await readdir(folder));
  const wanted = [...targets].filter(([name]) => !present.has(name));
  await Promise.all(wanted.map(([name, target]) => symlink(target, join(folder, name))));
}
