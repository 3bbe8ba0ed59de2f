import type pg from 'pg';
import type { BatchRows } from './batch-rows.ts';
import { boolArray, byteaArray, int4Array, int8Array, textArray, timestampArray } from './binary-array.ts';
import { copyInto } from './copy-in.ts';
import { encodeFrameTuples, frameCopyTarget } from './frame-copy.ts';

/** One step of the transaction: nothing is sent for a step whose rows are empty. */
type Step = (client: pg.ClientBase, batch: BatchRows) => Promise<unknown> | undefined;

/** Progress comes first: it locks the row that `isBatchCommitted` waits for. */
const steps: readonly Step[] = [
  writeProgress,
  writeFrames,
  writeRejected,
  writeOnline,
  writeOffline,
  writeStates,
  writeAlarmsCleared,
  writeAlarmsRaised,
  writeActivity,
];

/**
 * Writes a batch in one transaction: the frames as they came and all that follows from them. When the promise resolves
 * it is on disk. When it rejects with an error of the connection the outcome is unknown: ask `isBatchCommitted`.
 */
export async function writeBatch(client: pg.ClientBase, batch: BatchRows): Promise<void> {
  await client.query('begin');
  try {
    for (const step of steps) await step(client, batch);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

/**
 * Whether the batch that ended with this sequence number is in the database. Waits for a transaction of ours that the
 * database has not ended yet: it may still be committing for a connection that is gone.
 */
export async function isBatchCommitted(client: pg.ClientBase, batch: BatchRows): Promise<boolean> {
  const { rows } = await client.query('select last_seq from server_process where epoch = $1 for update', [
    batch.epoch,
  ]);
  return batch.lastSeq > 0 && Number(rows[0]?.last_seq ?? 0) >= batch.lastSeq;
}

function writeFrames(client: pg.ClientBase, { frames }: BatchRows) {
  if (frames.length === 0) return;
  return copyInto(client, frameCopyTarget, encodeFrameTuples(frames));
}

async function writeRejected(client: pg.ClientBase, { rejected }: BatchRows) {
  if (rejected.length === 0) return;
  const deviceIds = int8Array(rejected.map((row) => row.deviceId));
  await client.query({
    name: 'count_rejected',
    text: `update device_state s set rejected_count = s.rejected_count + u.count
      from (select device_id, count(*) from unnest($1::int8[]) as u(device_id) group by device_id) u
      where s.device_id = u.device_id`,
    values: [deviceIds],
  });
  await client.query({
    name: 'write_rejected',
    text: `insert into rejected_frame (device_id, received_at, seq, reason, topic, payload)
      select * from unnest($1::int8[], $2::timestamptz[], $3::int8[], $4::text[], $5::text[], $6::bytea[])`,
    values: [
      deviceIds,
      timestampArray(rejected.map((row) => row.receivedAtMs)),
      int8Array(rejected.map((row) => row.seq)),
      textArray(rejected.map((row) => row.reason)),
      textArray(rejected.map((row) => row.topic)),
      byteaArray(rejected.map((row) => row.payload)),
    ],
  });
}

async function writeOnline(client: pg.ClientBase, { online }: BatchRows) {
  if (online.length === 0) return;
  const deviceIds = int8Array(online.map((row) => row.deviceId));
  const times = timestampArray(online.map((row) => row.occurredAtMs));
  const seqs = int8Array(online.map((row) => row.seq));
  const keepAlives = int4Array(online.map((row) => row.keepAliveS));
  const addresses = textArray(online.map((row) => row.clientIp));
  await client.query({
    name: 'write_online_event',
    text: `insert into presence_event (device_id, occurred_at, seq, is_online, keep_alive_s)
      select device_id, occurred_at, seq, true, keep_alive_s
      from unnest($1::int8[], $2::timestamptz[], $3::int8[], $4::int4[]) as u(device_id, occurred_at, seq, keep_alive_s)`,
    values: [deviceIds, times, seqs, keepAlives],
  });
  // Of several sessions of one device in the batch the newest stands.
  await client.query({
    name: 'write_online_state',
    text: `update device_state s set is_online = true, online_at = u.occurred_at, session_seq = u.seq,
        keep_alive_s = u.keep_alive_s, client_ip = u.client_ip
      from (
        select distinct on (device_id) *
        from unnest($1::int8[], $2::timestamptz[], $3::int8[], $4::int4[], $5::text[])
          as u(device_id, occurred_at, seq, keep_alive_s, client_ip)
        order by device_id, seq desc
      ) u where s.device_id = u.device_id`,
    values: [deviceIds, times, seqs, keepAlives, addresses],
  });
  await client.query({
    name: 'write_first_online',
    text: `update device d set first_online_at = u.occurred_at
      from (
        select device_id, min(occurred_at) as occurred_at
        from unnest($1::int8[], $2::timestamptz[]) as u(device_id, occurred_at) group by device_id
      ) u where d.id = u.device_id and d.first_online_at is null`,
    values: [deviceIds, times],
  });
}

async function writeOffline(client: pg.ClientBase, { offline }: BatchRows) {
  if (offline.length === 0) return;
  const deviceIds = int8Array(offline.map((row) => row.deviceId));
  await client.query({
    name: 'write_offline_event',
    text: `insert into presence_event (device_id, occurred_at, seq, is_online, duration_s, reason,
        heartbeat_count, heartbeat_max_s, heartbeat_min_s, heartbeat_avg_s, heartbeat_last_s)
      select device_id, occurred_at, seq, false, duration_s, reason, count, max_s, min_s, avg_s, last_s
      from unnest($1::int8[], $2::timestamptz[], $3::int8[], $4::int4[], $5::text[],
          $6::int4[], $7::int4[], $8::int4[], $9::int4[], $10::int4[])
        as u(device_id, occurred_at, seq, duration_s, reason, count, max_s, min_s, avg_s, last_s)`,
    values: [
      deviceIds,
      timestampArray(offline.map((row) => row.occurredAtMs)),
      int8Array(offline.map((row) => row.seq)),
      int4Array(offline.map((row) => row.durationS)),
      textArray(offline.map((row) => row.reason)),
      int4Array(offline.map((row) => row.heartbeat.count)),
      int4Array(offline.map((row) => row.heartbeat.maxS)),
      int4Array(offline.map((row) => row.heartbeat.minS)),
      int4Array(offline.map((row) => row.heartbeat.avgS)),
      int4Array(offline.map((row) => row.heartbeat.lastS)),
    ],
  });
  await client.query({
    name: 'write_offline_state',
    text: `update device_state s set is_online = false
      from unnest($1::int8[], $2::int8[]) as u(device_id, session_seq)
      where s.device_id = u.device_id and s.session_seq = u.session_seq`,
    values: [deviceIds, int8Array(offline.map((row) => row.sessionSeq))],
  });
}

function writeStates(client: pg.ClientBase, { states }: BatchRows) {
  if (states.length === 0) return;
  return client.query({
    name: 'write_state',
    text: `update device_state s set
        image = coalesce(u.image, s.image),
        definition_version = coalesce(u.definition_version, s.definition_version),
        reported_at = coalesce(u.reported_at, s.reported_at),
        is_faulty = coalesce(u.is_faulty, s.is_faulty),
        is_alert = coalesce(u.is_alert, s.is_alert)
      from unnest($1::int8[], $2::bytea[], $3::int4[], $4::timestamptz[], $5::bool[], $6::bool[])
        as u(device_id, image, definition_version, reported_at, is_faulty, is_alert)
      where s.device_id = u.device_id`,
    values: [
      int8Array(states.map((row) => row.deviceId)),
      byteaArray(states.map((row) => row.image)),
      int4Array(states.map((row) => row.definitionVersion)),
      timestampArray(states.map((row) => row.reportedAtMs)),
      boolArray(states.map((row) => row.isFaulty)),
      boolArray(states.map((row) => row.isAlert)),
    ],
  });
}

/** Before the raises of the same batch, so that a clear ends only what was open before it. */
function writeAlarmsCleared(client: pg.ClientBase, { alarmsCleared }: BatchRows) {
  if (alarmsCleared.length === 0) return;
  return client.query({
    name: 'write_alarm_cleared',
    text: `update alarm a set cleared_at = u.cleared_at
      from unnest($1::int8[], $2::text[], $3::timestamptz[]) as u(device_id, name, cleared_at)
      where a.device_id = u.device_id and a.name = u.name and a.cleared_at is null`,
    values: [
      int8Array(alarmsCleared.map((row) => row.deviceId)),
      textArray(alarmsCleared.map((row) => row.name)),
      timestampArray(alarmsCleared.map((row) => row.clearedAtMs)),
    ],
  });
}

function writeAlarmsRaised(client: pg.ClientBase, { alarmsRaised }: BatchRows) {
  if (alarmsRaised.length === 0) return;
  return client.query({
    name: 'write_alarm_raised',
    text: `insert into alarm (device_id, raised_at, seq, name, kind, cleared_at)
      select u.* from unnest($1::int8[], $2::timestamptz[], $3::int8[], $4::text[], $5::text[], $6::timestamptz[])
        as u(device_id, raised_at, seq, name, kind, cleared_at)
      where exists (select from device d where d.id = u.device_id)`,
    values: [
      int8Array(alarmsRaised.map((row) => row.deviceId)),
      timestampArray(alarmsRaised.map((row) => row.raisedAtMs)),
      int8Array(alarmsRaised.map((row) => row.seq)),
      textArray(alarmsRaised.map((row) => row.name)),
      textArray(alarmsRaised.map((row) => row.kind)),
      timestampArray(alarmsRaised.map((row) => row.clearedAtMs)),
    ],
  });
}

function writeActivity(client: pg.ClientBase, { activity }: BatchRows) {
  if (activity.length === 0) return;
  return client.query({
    name: 'write_activity',
    text: `insert into device_activity as a (device_id, month, days)
      select u.device_id, u.month::date, u.days from unnest($1::int8[], $2::text[], $3::int4[]) as u(device_id, month, days)
      where exists (select from device d where d.id = u.device_id)
      on conflict (device_id, month) do update set days = a.days | excluded.days`,
    values: [
      int8Array(activity.map((row) => row.deviceId)),
      textArray(activity.map((row) => row.month)),
      int4Array(activity.map((row) => row.days)),
    ],
  });
}

function writeProgress(client: pg.ClientBase, { epoch, lastSeq, cutAtMs }: BatchRows) {
  return client.query({
    name: 'write_progress',
    text: 'update server_process set last_seq = greatest(last_seq, $2), renewed_at = greatest(renewed_at, $3) where epoch = $1',
    values: [epoch, lastSeq, new Date(cutAtMs)],
  });
}
