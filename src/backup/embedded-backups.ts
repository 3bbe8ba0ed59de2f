import { join, resolve, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Backup, BackupOverview, Backups } from '../model/backups.ts';
import { invalidField, QiyunError } from '../model/errors.ts';
import type { ReportCalendar } from '../model/report-calendar.ts';
import { databaseBytes } from '../store/database-bytes.ts';
import { backupIdAt, isBackupId } from './backup-layout.ts';
import { BackupShelf } from './backup-shelf.ts';
import { type BackupSource, makeBackup } from './make-backup.ts';

export interface BackupSettings {
  readonly folder: string;
  /** 0 to 23, in the calendar's time zone; undefined: none are made unasked. */
  readonly hour: number | undefined;
  /** How many of those are kept. */
  readonly keep: number;
}

export interface EmbeddedBackupsOptions extends BackupSource {
  readonly settings: BackupSettings;
  readonly calendar: ReportCalendar;
  /** Bytes that are left for us on the disk of a folder. */
  freeBytes(folder: string): Promise<number>;
  onDone(backup: Backup): void;
  onFailed(error: unknown): void;
}

interface RunningBackup {
  readonly id: string;
  readonly abort: AbortController;
  readonly finished: Promise<void>;
}

/** The database ends itself when its disk is full: this much is left to it, and to what it logs meanwhile. */
const reservedBytes = 256 << 20;
const roomCheckMs = 500;

/** Backups of an installation with the embedded database: made one at a time, by the one process that has this. */
export class EmbeddedBackups implements Backups {
  readonly #options: EmbeddedBackupsOptions;
  readonly #shelf: BackupShelf;
  #running: RunningBackup | undefined;
  #isBusy = false;
  /** The hour for which one was tried. */
  #triedHour = '';

  /** @throws QiyunError 5002 when the backups would lie in what is backed up */
  constructor(options: EmbeddedBackupsOptions) {
    const { settings, dataDir } = options;
    const database = resolve(dataDir, 'postgres');
    if (`${resolve(settings.folder)}${sep}`.startsWith(`${database}${sep}`))
      throw invalidField('QIYUN_BACKUP_DIR', `must not be in ${database}, which is backed up`);
    this.#options = options;
    this.#shelf = new BackupShelf(settings.folder);
  }

  /** Clears away what a server that was killed has left half made. Nobody writes there any more. */
  async clearLeftovers(): Promise<void> {
    for (const { id, state, path, ...others } of await this.#shelf.list()) {
      if (state === 'done' || path !== this.#shelf.partialFolder(id)) continue;
      await this.#fail(id, others, others.error ?? 'the server ended while it was made');
    }
  }

  async overview(): Promise<BackupOverview> {
    return { ...this.#options.settings, backups: await this.#shelf.list() };
  }

  begin(): Promise<Backup> {
    return this.#begin(false);
  }

  /** To be called every minute: makes the backup of the day in its hour, once. */
  async beginIfDue(): Promise<void> {
    const { settings, calendar, clock } = this.#options;
    const hour = calendar.hourOf(clock());
    if (Number(hour.slice(11, 13)) !== settings.hour || hour === this.#triedHour || this.#isBusy) return;
    this.#triedHour = hour;
    const made = (await this.#shelf.list()).filter(({ isScheduled }) => isScheduled);
    if (made.some(({ startedAtMs }) => calendar.hourOf(startedAtMs) === hour)) return;
    await this.#begin(true).catch((error: unknown) => this.#options.onFailed(error));
  }

  async erase(id: string): Promise<void> {
    if (this.#running?.id === id) throw refusal(409, 'it is being made');
    const backups = await this.#shelf.list();
    if (!isBackupId(id) || backups.every((backup) => backup.id !== id))
      throw new QiyunError('5002', { status: 404, detail: 'backup_id: there is no such backup' });
    await this.#shelf.erase(id);
  }

  /** Ends the backup that is being made. */
  async stop(): Promise<void> {
    this.#running?.abort.abort(refusal(503, 'the server stopped'));
    await this.#running?.finished;
  }

  /** Resolves when none is being made. */
  async idle(): Promise<void> {
    await this.#running?.finished;
  }

  async #begin(isScheduled: boolean): Promise<Backup> {
    if (this.#isBusy) throw refusal(409, 'another backup is being made');
    this.#isBusy = true;
    try {
      const newest = (await this.#shelf.list())[0];
      // Ids are seconds.
      const startedAtMs = Math.max(this.#options.clock(), newest ? newest.startedAtMs + 1_000 : 0);
      const id = backupIdAt(startedAtMs);
      const description = { is_scheduled: isScheduled, started_at: startedAtMs, files: {}, log: {} };
      await this.#shelf.begin(id, { ...description, format: 1, state: 'running' });
      try {
        await this.#requireRoom();
      } catch (error) {
        await this.#shelf.erase(id);
        throw error;
      }
      const abort = new AbortController();
      const finished = this.#finish(id, { startedAtMs, isScheduled, abort });
      this.#running = { id, abort, finished };
      return (await this.#shelf.list()).find((backup) => backup.id === id)!;
    } catch (error) {
      this.#isBusy = false;
      throw error;
    }
  }

  /** Never rejects. */
  async #finish(id: string, begun: BegunBackup): Promise<void> {
    const { abort, ...times } = begun;
    const folder = this.#shelf.partialFolder(id);
    const noLongerWatched = new AbortController();
    void this.#watchRoom(abort, noLongerWatched.signal);
    try {
      await makeBackup(this.#options, { folder, ...times, signal: abort.signal });
      await this.#shelf.finish(id);
      if (times.isScheduled) await this.#prune();
      this.#options.onDone((await this.#shelf.list()).find((backup) => backup.id === id)!);
    } catch (error) {
      this.#options.onFailed(error);
      // What cannot be cleared away now, the next start clears away.
      await this.#fail(id, { ...times, finishedAtMs: undefined }, reasonOf(error)).catch(() => {});
    } finally {
      noLongerWatched.abort();
      this.#running = undefined;
      this.#isBusy = false;
    }
  }

  async #fail(
    id: string,
    { startedAtMs, isScheduled, finishedAtMs = this.#options.clock() }: FailedBackup,
    error: string,
  ): Promise<void> {
    const times = { started_at: startedAtMs, finished_at: finishedAtMs };
    await this.#shelf.fail(id, { ...times, is_scheduled: isScheduled, error });
  }

  /** Keeps the newest of those made by the hour, and what is newer than them of those that failed. */
  async #prune(): Promise<void> {
    const scheduled = (await this.#shelf.list()).filter(({ isScheduled }) => isScheduled);
    const done = scheduled.filter(({ state }) => state === 'done');
    const failed = scheduled.filter(({ state, id }) => state === 'failed' && id < done[0]!.id);
    for (const { id } of [...done.slice(this.#options.settings.keep), ...failed]) await this.#shelf.erase(id);
  }

  async #requireRoom(): Promise<void> {
    const { db, settings, freeBytes } = this.#options;
    const needed = (await databaseBytes(db)) + 2 * reservedBytes;
    const free = await freeBytes(settings.folder);
    if (free < needed) throw noRoom(settings.folder, `it needs ${inMiB(needed)}, ${inMiB(free)} are free`);
  }

  /** The log grows while it is kept for the backup, and others write, too. */
  async #watchRoom(abort: AbortController, signal: AbortSignal): Promise<void> {
    const { dataDir, settings, freeBytes } = this.#options;
    while (!signal.aborted) {
      for (const folder of [settings.folder, join(dataDir, 'postgres')]) {
        const free = await freeBytes(folder).catch(() => Number.POSITIVE_INFINITY);
        if (free < reservedBytes) abort.abort(noRoom(folder, `only ${inMiB(free)} were left`));
      }
      await pause(roomCheckMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

interface BegunBackup {
  readonly startedAtMs: number;
  readonly isScheduled: boolean;
  readonly abort: AbortController;
}

type FailedBackup = Pick<Backup, 'startedAtMs' | 'isScheduled' | 'finishedAtMs'>;

function noRoom(folder: string, figures: string): QiyunError {
  return refusal(507, `there is not enough room for a backup on the disk of ${folder}: ${figures}`);
}

function inMiB(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MiB`;
}

function refusal(status: number, detail: string): QiyunError {
  return new QiyunError('5409', { status, detail });
}

function reasonOf(error: unknown): string {
  if (error instanceof QiyunError && error.detail) return error.detail;
  return error instanceof Error ? error.message : String(error);
}
