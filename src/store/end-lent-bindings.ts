import type { Queryable } from './database.ts';

/** Ends the bindings whose time is over. */
export async function endLentBindings(db: Queryable, nowMs: number): Promise<void> {
  await db.query('delete from binding where expires_at <= $1', [new Date(nowMs)]);
}
