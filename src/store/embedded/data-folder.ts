import { join } from 'node:path';

/** What lies where in the data folder of the embedded server. */
export interface DataFolder {
  readonly dir: string;
  /** PostgreSQL's own data directory; it exists only once it is complete. */
  readonly cluster: string;
  /** Mode 0600: the superuser's password, one line. */
  readonly password: string;
  readonly log: string;
  readonly lock: string;
}

export function dataFolderAt(dir: string): DataFolder {
  return {
    dir,
    cluster: join(dir, 'cluster'),
    password: join(dir, 'password'),
    log: join(dir, 'postgres.log'),
    lock: join(dir, 'lock'),
  };
}
