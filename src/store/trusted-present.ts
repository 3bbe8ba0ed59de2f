import type { Queryable } from './database.ts';

/** A clock that is ahead of the last round by less than this is believed. */
const unremarkableDays = 2;

export interface TrustedPresent {
  readonly presentMs: number;
  /** The clock is far ahead of it. */
  readonly isDoubted: boolean;
}

/**
 * The time by which logs may be dropped; asked for once in each round of tending them. A clock that is suddenly days
 * ahead may be wrong, and what was dropped because of it would be gone for good. It is believed after `patienceRounds`
 * rounds, which the operator has to set it right; a server that was off for long drops its old logs as much later. Rounds
 * count and not hours, since it is the clock that is doubted.
 */
export async function trustedPresent(
  db: Queryable,
  nowMs: number,
  patienceRounds: number,
): Promise<TrustedPresent> {
  const { rows } = await db.query<{ present: number; doubtful_rounds: number }>(
    `update installation set
       trusted_present = case when believed then $1 else trusted_present end,
       doubtful_rounds = case when believed then 0 else doubtful_rounds + 1 end
     from (select coalesce($1 < trusted_present + make_interval(days => $2), true) or doubtful_rounds >= $3 as believed
       from installation) b
     returning trusted_present as present, doubtful_rounds`,
    [new Date(nowMs), unremarkableDays, patienceRounds],
  );
  const { present: presentMs, doubtful_rounds: doubtfulRounds } = rows[0]!;
  return { presentMs, isDoubted: doubtfulRounds > 0 };
}
