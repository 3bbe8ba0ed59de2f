import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

interface LinkEntry {
  readonly source: string;
  readonly target: string;
}

/**
 * Makes the names under which the package's programs look for its shared libraries, as links in a folder of
 * ours that goes on the library search path. npm packs no links and runs no install script to restore them,
 * and the installed package may be read-only, so nothing is written there. `folder` must not exist yet.
 */
export async function linkLibraries(nativeDir: string, folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o755 });
  const links = new Map<string, string>();
  for (const name of await readdir(join(nativeDir, 'lib'))) {
    if (/\.(so|dylib)(\.|$)|\.dylib$/.test(name)) links.set(name, join(nativeDir, 'lib', name));
  }
  for (const { source, target } of await readLinkEntries(nativeDir)) {
    links.set(basename(target), join(dirname(nativeDir), source));
  }
  await Promise.all([...links].map(([name, target]) => symlink(target, join(folder, name))));
}

/** pg-symlinks.json lists the links the package was packed without, relative to the package's folder. */
async function readLinkEntries(nativeDir: string): Promise<LinkEntry[]> {
  return JSON.parse(await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8'));
}

/** The environment in which the package's programs find their libraries and speak English. */
export function packageEnvironment(libraryFolder: string): NodeJS.ProcessEnv {
  const searchPath = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', [searchPath]: libraryFolder };
}
