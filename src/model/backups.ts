/** A backup as it is listed. */
export interface Backup {
  /** When it was begun, in UTC: `20261123T031500Z`. */
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  /** Made by the hour, not asked for. */
  readonly isScheduled: boolean;
  readonly startedAtMs: number;
  /** Undefined while it is being made. */
  readonly finishedAtMs: number | undefined;
  /** Written so far; of one that failed nothing is kept. */
  readonly bytes: number;
  /** Why it failed. */
  readonly error: string | undefined;
  /** Its folder on the server. */
  readonly path: string;
}

export interface BackupOverview {
  /** Undefined: the database is not the embedded one, whose owner backs it up himself. */
  readonly folder: string | undefined;
  /** Of each day in the time zone of reports, at which a backup is made; undefined: only when asked for. */
  readonly hour: number | undefined;
  /** How many of those made by the hour are kept. */
  readonly keep: number;
  /** The newest first. */
  readonly backups: readonly Backup[];
}

/** The backups of an installation, whichever of its processes is asked. */
export interface Backups {
  /**
   * Begins one and resolves at once.
   *
   * @throws QiyunError 5409: 409 while one is being made, 507 without room for it, 501 for a database of your own
   */
  begin(): Promise<Backup>;
  overview(): Promise<BackupOverview>;
  /** @throws QiyunError 5002 with status 404 when there is none of that id, 5409 with 409 while it is being made */
  erase(id: string): Promise<void>;
}
