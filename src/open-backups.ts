import { join } from 'node:path';
import type { Logger } from 'pino';
import { EmbeddedBackups } from './backup/embedded-backups.ts';
import { freeBytes } from './backup/free-bytes.ts';
import { NoBackups } from './backup/no-backups.ts';
import type { Config } from './config.ts';
import type { Backups } from './model/backups.ts';
import { systemClock as clock } from './model/clock.ts';
import { ReportCalendar } from './model/report-calendar.ts';
import type { StartedParts } from './started-parts.ts';
import type { Database } from './store/database.ts';

export interface OpenBackupsOptions {
  readonly config: Config;
  readonly database: Database;
  readonly reportTimeZone: string;
  readonly logger: Logger;
  readonly started: StartedParts;
}

/** So that commits of devices do not wait for the disk (docs/decisions/0019-backup.md). */
const maxBytesPerSecond = 16 << 20;
const schedulePauseMs = 60_000;

/**
 * Backups by the one process that makes them.
 *
 * @throws QiyunError 5002 when they would lie in what is backed up
 */
export async function openBackups(options: OpenBackupsOptions): Promise<Backups> {
  const { config, database, reportTimeZone, logger, started } = options;
  if (config.databaseUrl) return new NoBackups();
  const backups = new EmbeddedBackups({
    dataDir: config.dataDir,
    connection: database.connection,
    db: database,
    clock,
    maxBytesPerSecond,
    settings: {
      folder: config.backupDir ?? join(config.dataDir, 'backups'),
      hour: config.backupHour,
      keep: config.backupKeep,
    },
    calendar: new ReportCalendar(reportTimeZone),
    freeBytes,
    onDone: ({ path, bytes }) => logger.info({ path, bytes }, 'a backup is made'),
    onFailed: (error) => logger.error({ err: error }, 'a backup failed'),
  });
  started.add(() => backups.stop());
  // A disk that is away must not keep the server from starting.
  await backups.clearLeftovers().catch((error: unknown) => {
    logger.warn({ err: error }, 'the folder of the backups cannot be read');
  });
  started.every(schedulePauseMs, () => backups.beginIfDue());
  return backups;
}
