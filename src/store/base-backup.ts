import pg from 'pg';
import type { Connection, Queryable } from './database.ts';

export interface BaseBackupOptions {
  readonly connection: Connection;
  /** By which a backup that is under way is ended. */
  readonly db: Queryable;
  /** Empty, and open to the account that the database server runs as. */
  readonly folder: string;
  /** How fast the server reads at most, so that others come to the disk, too. */
  readonly maxBytesPerSecond: number;
  readonly signal: AbortSignal;
}

/** What the client of the replication protocol has, and the types do not tell. */
type ReplicationConfig = Connection & { readonly replication: 'true' };
type ReplicationClient = pg.Client & { readonly processID: number };

const endingTimeoutMs = 10_000;

/**
 * Has the database server write a copy of itself into the folder, all on disk when this resolves: `base.tar`, which holds
 * every file of the cluster and all of its log that a start needs to be consistent, and `backup_manifest` with the SHA-256 of
 * every file but those of the log (PostgreSQL's BASE_BACKUP). Everything committed before the call is in it. Pages
 * whose checksum is wrong make it fail.
 *
 * @throws what PostgreSQL answers, and AbortError; then the server no longer writes there
 */
export async function writeBaseBackup(options: BaseBackupOptions): Promise<void> {
  const { connection, signal } = options;
  signal.throwIfAborted();
  const config: ReplicationConfig = {
    ...connection,
    replication: 'true',
    application_name: 'qiyun backup',
    connectionTimeoutMillis: 5_000,
  };
  const client = new pg.Client(config) as ReplicationClient;
  client.on('error', () => {});
  await client.connect();
  const end = () => void endBackend(options.db, client.processID);
  signal.addEventListener('abort', end);
  try {
    // Keeps the log from being recycled until it is copied, however much is written meanwhile; goes with the connection.
    await client.query('CREATE_REPLICATION_SLOT qiyun_backup TEMPORARY PHYSICAL (RESERVE_WAL)');
    await client.query(baseBackupCommand(options));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
    await client.end().catch(() => {});
  }
}

function baseBackupCommand({ folder, maxBytesPerSecond }: BaseBackupOptions): string {
  const options = [
    "LABEL 'qiyun'",
    "TARGET 'server'",
    `TARGET_DETAIL ${quoted(folder)}`,
    'WAL',
    "CHECKPOINT 'fast'",
    "MANIFEST 'yes'",
    "MANIFEST_CHECKSUMS 'SHA256'",
    `MAX_RATE ${Math.round(maxBytesPerSecond / 1024)}`,
  ];
  return `BASE_BACKUP (${options.join(', ')})`;
}

/** As a string of the replication protocol, which knows no parameters and no escapes but the doubled quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A database that is away has ended it, too. */
async function endBackend(db: Queryable, processId: number): Promise<void> {
  await db.query('select pg_terminate_backend($1, $2)', [processId, endingTimeoutMs]).catch(() => {});
}
