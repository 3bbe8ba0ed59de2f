import type pg from 'pg';
import type { BatchRows, OnlineRow, StateRow } from './batch-rows.ts';
import {
  boolArray,
  byteaArray,
  float8Array,
  int4Array,
  int8Array,
  textArray,
  timestampArray,
} from './binary-array.ts';
import { copyFrames } from './frame-copy.ts';
import { runInOneTrip, type Statement } from './one-trip.ts';

/** The statements for some of a batch's rows; none when there are no such rows. */
type Step = (batch: BatchRows) => readonly Statement[];

const divisionByZero = '22012';
const none: readonly Statement[] = [];

const steps: readonly Step[] = [
  // First, as everybody does who changes devices: `erase_devices` takes the standings before all else.
  lockStandings,
  writeFrames,
  writeRejected,
  writeStates,
  writeOnline,
  writeOffline,
  writeFlags,
  writeOwnPositions,
  writeAlarmsCleared,
  writeAlarmsRaised,
  writeActivity,
  writeHourValues,
];

/**
 * Writes a batch in one transaction: the frames as they came and all that follows from them, if all up to `afterSeq` has
 * been written. It may be called before what goes before has been answered. When the promise resolves it is on disk. When it rejects with an error of the connection the outcome is unknown: write it again, which is refused
 * (`isOutOfOrder`) when it is there, and keeps what may still be under way on the old connection from being done.
 */
export function writeBatch(client: pg.ClientBase, batch: BatchRows, afterSeq = 0): Promise<void> {
  return runInOneTrip(client, [writeProgress(batch, afterSeq), ...steps.flatMap((step) => step(batch))]);
}

/** Whether the database refused a batch because it has it already, or not yet what goes before. */
export function isOutOfOrder(error: unknown): boolean {
  return (error as { code?: unknown }).code === divisionByZero;
}

function writeFrames({ frames }: BatchRows): readonly Statement[] {
  if (frames.length === 0) return none;
  return [copyFrames(frames)];
}

function writeRejected({ rejected }: BatchRows): readonly Statement[] {
  if (rejected.length === 0) return none;
  const deviceIds = int8Array(rejected.map((row) => row.deviceId));
  return [
    {
      name: 'count_rejected',
      text: `update device_state s set rejected_count = s.rejected_count + u.count
      from (select device_id, count(*) from unnest($1::int8[]) as u(device_id) group by device_id) u
      where s.device_id = u.device_id`,
      values: [deviceIds],
    },
    {
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
    },
  ];
}

/** All that will be counted differently, before anything of it is: see `lock_standings`. */
function lockStandings(batch: BatchRows): readonly Statement[] {
  const { online, offline, states, alarmsRaised, alarmsCleared, activity } = batch;
  const changed = states.filter((row) => hasFlags(row) || row.position !== undefined);
  const deviceIds = [online, offline, changed, alarmsRaised, alarmsCleared, activity].flatMap((rows) =>
    rows.map((row) => row.deviceId),
  );
  if (deviceIds.length === 0) return none;
  return [
    { name: 'lock_standings', text: 'call lock_standings($1::int8[])', values: [int8Array(deviceIds)] },
  ];
}

function writeOnline({ online }: BatchRows): readonly Statement[] {
  if (online.length === 0) return none;
  const deviceIds = int8Array(online.map((row) => row.deviceId));
  const times = timestampArray(online.map((row) => row.occurredAtMs));
  const seqs = int8Array(online.map((row) => row.seq));
  const keepAlives = int4Array(online.map((row) => row.keepAliveS));
  const addresses = textArray(online.map((row) => row.clientIp));
  const located = online.filter((row) => row.location !== undefined);
  return [
    {
      name: 'write_online_event',
      text: `insert into presence_event (device_id, occurred_at, seq, is_online, keep_alive_s)
      select device_id, occurred_at, seq, true, keep_alive_s
      from unnest($1::int8[], $2::timestamptz[], $3::int8[], $4::int4[]) as u(device_id, occurred_at, seq, keep_alive_s)`,
      values: [deviceIds, times, seqs, keepAlives],
    },
    // Of several sessions of one device in the batch the newest stands.
    {
      name: 'write_online_state',
      text: `update device_standing s set is_online = true, online_at = u.occurred_at, session_seq = u.seq,
        keep_alive_s = u.keep_alive_s, client_ip = u.client_ip,
        first_online_at = coalesce(s.first_online_at, u.first_at),
        first_online_on = coalesce(s.first_online_on, report_date(u.first_at))
      from (
        select distinct on (device_id) *, min(occurred_at) over (partition by device_id) as first_at
        from unnest($1::int8[], $2::timestamptz[], $3::int8[], $4::int4[], $5::text[])
          as u(device_id, occurred_at, seq, keep_alive_s, client_ip)
        order by device_id, seq desc
      ) u where s.device_id = u.device_id`,
      values: [deviceIds, times, seqs, keepAlives, addresses],
    },
    ...writeLocations(located),
  ];
}

/** Where addresses are, for devices of which nothing better is known (contract.md §5, location). */
function writeLocations(located: readonly OnlineRow[]): readonly Statement[] {
  if (located.length === 0) return none;
  const countries = textArray(located.map(({ location }) => location!.country));
  const regions = textArray(located.map(({ location }) => location!.region ?? ''));
  const cities = textArray(located.map(({ location }) => location!.city ?? ''));
  const deviceIds = int8Array(located.map((row) => row.deviceId));
  return [
    addPlaces(countries, regions, cities),
    {
      name: 'write_address_place',
      text: `update device_standing s set place_id = p.id
      from (
        select distinct on (device_id) * from unnest($1::int8[], $2::int8[], $3::text[], $4::text[], $5::text[])
          as u(device_id, seq, country, region, city)
        order by device_id, seq desc
      ) u join place p using (country, region, city) join device d on d.id = u.device_id
      where s.device_id = u.device_id and s.place_id <> p.id and coalesce(d.location_source, 'ip') = 'ip'`,
      values: [deviceIds, int8Array(located.map((row) => row.seq)), countries, regions, cities],
    },
    {
      name: 'write_address_position',
      text: `update device d set location_source = 'ip', longitude = u.longitude::float8, latitude = u.latitude::float8
      from (
        select distinct on (device_id) * from unnest($1::int8[], $2::int8[], $3::text[], $4::text[])
          as u(device_id, seq, longitude, latitude)
        order by device_id, seq desc
      ) u
      where d.id = u.device_id and coalesce(d.location_source, 'ip') = 'ip'
        and (d.longitude, d.latitude) is distinct from (u.longitude::float8, u.latitude::float8)`,
      values: [
        deviceIds,
        int8Array(located.map((row) => row.seq)),
        textArray(located.map(({ location }) => String(location!.longitude))),
        textArray(located.map(({ location }) => String(location!.latitude))),
      ],
    },
  ];
}

function addPlaces(countries: Buffer, regions: Buffer, cities: Buffer): Statement {
  return {
    name: 'add_places',
    text: `insert into place (country, region, city)
      select distinct u.* from unnest($1::text[], $2::text[], $3::text[]) as u(country, region, city)
      where not exists (select from place p where (p.country, p.region, p.city) = (u.country, u.region, u.city))
      order by 1, 2, 3 on conflict do nothing`,
    values: [countries, regions, cities],
  };
}

function writeOffline({ offline }: BatchRows): readonly Statement[] {
  if (offline.length === 0) return none;
  const deviceIds = int8Array(offline.map((row) => row.deviceId));
  return [
    {
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
    },
    {
      name: 'write_offline_state',
      text: `update device_standing s set is_online = false
      from unnest($1::int8[], $2::int8[]) as u(device_id, session_seq)
      where s.device_id = u.device_id and s.session_seq = u.session_seq`,
      values: [deviceIds, int8Array(offline.map((row) => row.sessionSeq))],
    },
  ];
}

function writeStates({ states }: BatchRows): readonly Statement[] {
  if (states.length === 0) return none;
  return [
    {
      name: 'write_state',
      text: `update device_state s set
        image = coalesce(u.image, s.image),
        definition_version = coalesce(u.definition_version, s.definition_version),
        reported_at = coalesce(u.reported_at, s.reported_at)
      from unnest($1::int8[], $2::bytea[], $3::int4[], $4::timestamptz[])
        as u(device_id, image, definition_version, reported_at)
      where s.device_id = u.device_id`,
      values: [
        int8Array(states.map((row) => row.deviceId)),
        byteaArray(states.map((row) => row.image)),
        int4Array(states.map((row) => row.definitionVersion)),
        timestampArray(states.map((row) => row.reportedAtMs)),
      ],
    },
  ];
}

/** What a device is from now on, where its alarms have changed. */
function writeFlags({ states }: BatchRows): readonly Statement[] {
  const flagged = states.filter(hasFlags);
  if (flagged.length === 0) return none;
  return [
    {
      name: 'write_flags',
      text: `update device_standing s set is_faulty = u.is_faulty, is_alert = u.is_alert
      from unnest($1::int8[], $2::bool[], $3::bool[]) as u(device_id, is_faulty, is_alert)
      where s.device_id = u.device_id and (s.is_faulty, s.is_alert) <> (u.is_faulty, u.is_alert)`,
      values: [
        int8Array(flagged.map((row) => row.deviceId)),
        boolArray(flagged.map((row) => row.isFaulty)),
        boolArray(flagged.map((row) => row.isAlert)),
      ],
    },
  ];
}

/** What devices say themselves goes before their address, and after what was set by hand (contract.md §5, location). */
function writeOwnPositions({ states }: BatchRows): readonly Statement[] {
  const moved = states.flatMap(({ deviceId, position }) => (position ? [{ deviceId, position }] : []));
  if (moved.length === 0) return none;
  const deviceIds = int8Array(moved.map((row) => row.deviceId));
  // A place that is not known is nowhere, which has no country.
  const countries = textArray(moved.map(({ position }) => position.place?.country ?? ''));
  const regions = textArray(moved.map(({ position }) => position.place?.region ?? ''));
  const cities = textArray(moved.map(({ position }) => position.place?.city ?? ''));
  return [
    addPlaces(countries, regions, cities),
    {
      name: 'write_own_position',
      text: `update device d set location_source = 'device', longitude = u.longitude::float8, latitude = u.latitude::float8
      from unnest($1::int8[], $2::text[], $3::text[]) as u(device_id, longitude, latitude)
      where d.id = u.device_id and d.location_source is distinct from 'hand'
        and (d.location_source, d.longitude, d.latitude) is distinct from ('device', u.longitude::float8, u.latitude::float8)`,
      values: [
        deviceIds,
        textArray(moved.map(({ position }) => String(position.longitude))),
        textArray(moved.map(({ position }) => String(position.latitude))),
      ],
    },
    {
      name: 'write_own_place',
      text: `update device_standing s set place_id = p.id
      from unnest($1::int8[], $2::text[], $3::text[], $4::text[]) as u(device_id, country, region, city)
      join place p using (country, region, city) join device d on d.id = u.device_id
      where s.device_id = u.device_id and s.place_id <> p.id and d.location_source is distinct from 'hand'`,
      values: [deviceIds, countries, regions, cities],
    },
  ];
}

function hasFlags(row: StateRow): boolean {
  return row.isFaulty !== undefined;
}

/** Before the raises of the same batch, so that a clear ends only what was open before it. */
function writeAlarmsCleared({ alarmsCleared }: BatchRows): readonly Statement[] {
  if (alarmsCleared.length === 0) return none;
  return [
    {
      name: 'write_alarm_cleared',
      text: `update alarm a set cleared_at = u.cleared_at
      from unnest($1::int8[], $2::text[], $3::timestamptz[]) as u(device_id, name, cleared_at)
      where a.device_id = u.device_id and a.name = u.name and a.cleared_at is null`,
      values: [
        int8Array(alarmsCleared.map((row) => row.deviceId)),
        textArray(alarmsCleared.map((row) => row.name)),
        timestampArray(alarmsCleared.map((row) => row.clearedAtMs)),
      ],
    },
  ];
}

function writeAlarmsRaised({ alarmsRaised }: BatchRows): readonly Statement[] {
  if (alarmsRaised.length === 0) return none;
  return [
    {
      name: 'write_alarm_raised',
      text: `insert into alarm (device_id, product_id, raised_at, seq, name, kind, cleared_at)
      select u.device_id, d.product_id, u.raised_at, u.seq, u.name, u.kind, u.cleared_at
      from unnest($1::int8[], $2::timestamptz[], $3::int8[], $4::text[], $5::text[], $6::timestamptz[])
        as u(device_id, raised_at, seq, name, kind, cleared_at)
      join device d on d.id = u.device_id`,
      values: [
        int8Array(alarmsRaised.map((row) => row.deviceId)),
        timestampArray(alarmsRaised.map((row) => row.raisedAtMs)),
        int8Array(alarmsRaised.map((row) => row.seq)),
        textArray(alarmsRaised.map((row) => row.name)),
        textArray(alarmsRaised.map((row) => row.kind)),
        timestampArray(alarmsRaised.map((row) => row.clearedAtMs)),
      ],
    },
  ];
}

function writeActivity({ activity }: BatchRows): readonly Statement[] {
  if (activity.length === 0) return none;
  return [
    {
      name: 'write_activity',
      text: 'call record_activity($1::int8[], $2::text[]::date[])',
      values: [int8Array(activity.map((row) => row.deviceId)), textArray(activity.map((row) => row.date))],
    },
  ];
}

/** Adds to what earlier batches wrote: a batch is never written twice, and its rows are of the frames in it. */
function writeHourValues({ hourValues }: BatchRows): readonly Statement[] {
  if (hourValues.length === 0) return none;
  return [
    {
      name: 'write_hour_values',
      text: `insert into device_hour_value as v (device_id, hour, name, count, sum, max, min)
      select u.device_id, u.hour::timestamp, u.name, u.count, u.sum, u.max, u.min
      from unnest($1::int8[], $2::text[], $3::text[], $4::int4[], $5::float8[], $6::float8[], $7::float8[])
        as u(device_id, hour, name, count, sum, max, min)
      where exists (select from device d where d.id = u.device_id)
      on conflict (device_id, hour, name) do update set count = v.count + excluded.count,
        sum = v.sum + excluded.sum, max = greatest(v.max, excluded.max), min = least(v.min, excluded.min)`,
      values: [
        int8Array(hourValues.map((row) => row.deviceId)),
        textArray(hourValues.map((row) => row.hour)),
        textArray(hourValues.map((row) => row.name)),
        int4Array(hourValues.map((row) => row.count)),
        float8Array(hourValues.map((row) => row.sum)),
        float8Array(hourValues.map((row) => row.max)),
        float8Array(hourValues.map((row) => row.min)),
      ],
    },
  ];
}

/**
 * Comes first: it refuses a batch that is there, after waiting for a transaction that may be writing it, and one whose
 * predecessor is not there. It divides by zero then, which ends the transaction; 0 is the sequence number of no entry. For a
 * process that has been taken for dead its end is no number, which ends the transaction, too: what it still had on the way
 * comes too late (`closeAbandonedSessions`), and if it lives after all, it acknowledges nothing.
 */
function writeProgress({ epoch, lastSeq, cutAtMs }: BatchRows, afterSeq: number): Statement {
  return {
    name: 'write_progress',
    text: `update server_process set
      last_seq = greatest(last_seq, $2::int8 / ($2 = 0 or last_seq >= $4 and last_seq < $2)::int)
        + coalesce(ended_at::text, '0')::int,
      renewed_at = greatest(renewed_at, $3)
    where epoch = $1`,
    values: [String(epoch), String(lastSeq), new Date(cutAtMs).toISOString(), String(afterSeq)],
  };
}
