import type pg from 'pg';
import { runInOneTrip, type Statement } from './one-trip.ts';

/** Writes a few bytes of log that mean nothing. */
const commitOfNothing: Statement = {
  name: 'commit_of_nothing',
  text: `do $$ begin perform pg_logical_emit_message(true, 'qiyun', ''); end $$`,
};

/**
 * Resolves when all that others see committed now is wherever the database promises commits to be: on its disk, and with
 * `synchronous_standby_names` on those of its standbys. A commit whose connection was cut while it waited for a standby is
 * seen without being there (PostgreSQL manual, Synchronous Replication); a commit after it is confirmed after it.
 */
export function confirmEarlierCommits(client: pg.ClientBase): Promise<void> {
  return runInOneTrip(client, [commitOfNothing]);
}
