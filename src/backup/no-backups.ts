import type { BackupOverview, Backups } from '../model/backups.ts';
import { QiyunError } from '../model/errors.ts';

/** Of a database that is not the embedded one: others may have theirs on the same server, and its owner has his tools. */
export class NoBackups implements Backups {
  begin(): Promise<never> {
    return Promise.reject(
      new QiyunError('5409', {
        status: 501,
        detail: 'the database is your own: back it up with its tools (docs/operations.md)',
      }),
    );
  }

  async overview(): Promise<BackupOverview> {
    return { folder: undefined, hour: undefined, keep: 0, backups: [] };
  }

  erase(): Promise<never> {
    return Promise.reject(
      new QiyunError('5002', { status: 404, detail: 'backup_id: there is no such backup' }),
    );
  }
}
