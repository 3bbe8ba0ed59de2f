import { type Static, Type } from 'typebox';
import type { Backup } from '../../model/backups.ts';
import { nullable } from '../nullable.ts';
import { secondsField } from './field-schemas.ts';
import { secondsOf } from './seconds.ts';

export const backupAnswer = Type.Object({
  id: Type.String(),
  state: Type.Enum(['running', 'done', 'failed']),
  /** Made by the hour of the settings, not asked for. */
  is_scheduled: Type.Boolean(),
  started_at: secondsField,
  /** Null while it is being made. */
  finished_at: nullable(secondsField),
  /** Written so far. */
  bytes: Type.Integer(),
  /** Why it failed. */
  error: nullable(Type.String()),
  /** The folder on the server. */
  path: Type.String(),
});

export function toBackupAnswer(backup: Backup): Static<typeof backupAnswer> {
  const { id, state, isScheduled, startedAtMs, finishedAtMs, bytes, error, path } = backup;
  return {
    id,
    state,
    is_scheduled: isScheduled,
    started_at: secondsOf(startedAtMs),
    finished_at: finishedAtMs === undefined ? null : secondsOf(finishedAtMs),
    bytes,
    error: error ?? null,
    path,
  };
}
