import type { Backup, BackupOverview, Backups } from '../../model/backups.ts';
import { QiyunError } from '../../model/errors.ts';

/** Backups that are only noted down: nothing is copied. */
export class ListedBackups implements Backups {
  readonly listed: Backup[] = [];

  async begin(): Promise<Backup> {
    const id = `20261123T0315${String(this.listed.length).padStart(2, '0')}Z`;
    const times = { startedAtMs: Date.parse('2026-11-23T03:15:00Z'), finishedAtMs: undefined };
    const path = `/var/backups/${id}.partial`;
    this.listed.unshift({
      id,
      state: 'running',
      isScheduled: false,
      ...times,
      bytes: 0,
      error: undefined,
      path,
    });
    return this.listed[0]!;
  }

  async overview(): Promise<BackupOverview> {
    return { folder: '/var/backups', hour: 3, keep: 7, backups: this.listed };
  }

  async erase(id: string): Promise<void> {
    const index = this.listed.findIndex((backup) => backup.id === id);
    if (index === -1) throw new QiyunError('5002', { status: 404 });
    this.listed.splice(index, 1);
  }
}
