import type { Clock } from '../model/clock.ts';
import type { Database, Queryable } from './database.ts';

/** A process of another instance that has not renewed its lease for this long is taken for dead. */
export const leaseMs = 15_000;

/** Sequence numbers are epoch × 2^32 + a counter: commit-ordered within a process, unique across all, below 2^53. */
export const sequencesPerEpoch = 2 ** 32;

/** Enters this life of the process and returns its epoch, a number that no other life of any process has. */
export async function enterServerProcess(db: Queryable, instance: string, clock: Clock): Promise<number> {
  const { rows } = await db.query<{ epoch: number }>(
    'insert into server_process (instance, started_at, renewed_at) values ($1, $2, $2) returning epoch',
    [instance, new Date(clock())],
  );
  return rows[0]!.epoch;
}

/** Also when the clock has been set back: a sign of life that is still to come would be its last. */
export async function renewLease(db: Queryable, epoch: number, clock: Clock): Promise<void> {
  await db.query('update server_process set renewed_at = $2 where epoch = $1', [epoch, new Date(clock())]);
}

export async function leaveServerProcess(db: Queryable, epoch: number, clock: Clock): Promise<void> {
  await db.query('update server_process set ended_at = $2 where epoch = $1', [epoch, new Date(clock())]);
}

/** Whose sessions are over: those of one dead process, or of all there ever were of this instance. */
export type DeadProcesses = { readonly epoch: number } | { readonly instance: string };

/**
 * Ends the sessions that dead processes left open. Each is logged as offline at the last sign of life of its process,
 * which is nearer the truth than the time of our start. The events have an epoch of their own, so their sequence numbers
 * collide with nobody's. Processes of other instances whose lease has run out are taken for dead when an instance starts.
 * Returns the ids of the devices whose sessions they were.
 */
export function closeAbandonedSessions(
  database: Database,
  dead: DeadProcesses,
  clock: Clock,
): Promise<number[]> {
  return database.transaction(async (tx) => {
    // A batch that is being written has locked the row, and is waited for; one that was still on its way is refused.
    const now = new Date(clock());
    if ('epoch' in dead) await tx.query(endProcess, [now, dead.epoch]);
    else await tx.query(endInstance, [now, dead.instance, new Date(now.getTime() - leaseMs)]);
    const { rows } = await tx.query<{ deviceId: number }>(closeSessionsOfEnded, [now, sequencesPerEpoch]);
    return rows.map(({ deviceId }) => deviceId);
  });
}

/** Nothing ends in the future: a clock that was ahead may have been set right since. */
const endWithLastSign = 'update server_process set ended_at = least(renewed_at, $1) where ended_at is null';

const endProcess = `${endWithLastSign} and epoch = $2`;

const endInstance = `${endWithLastSign} and (instance = $2 or renewed_at < $3)`;

const closeSessionsOfEnded = `
  with closer as (
    insert into server_process (instance, started_at, renewed_at, ended_at) values ('', $1, $1, $1) returning epoch
  ), open_sessions as (
    select s.device_id, s.online_at, greatest(s.online_at, p.ended_at) as ended_at
    from device_standing s join server_process p on p.epoch = s.session_seq / $2::bigint
    where s.is_online and p.ended_at is not null order by s.device_id for no key update of s
  ), abandoned as (
    select *, row_number() over (order by device_id) as position from open_sessions
  ), closed as (
    update device_standing s set is_online = false from abandoned a where s.device_id = a.device_id
  )
  insert into presence_event (device_id, occurred_at, seq, is_online, duration_s, reason,
    heartbeat_count, heartbeat_max_s, heartbeat_min_s, heartbeat_avg_s, heartbeat_last_s)
  select device_id, ended_at, (select epoch from closer) * $2::bigint + position, false,
    extract(epoch from ended_at - online_at)::integer, 'offline_exception', 0, 0, 0, 0, 0
  from abandoned returning device_id as "deviceId"`;
