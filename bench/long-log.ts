import type pg from 'pg';
import type { CountedPayload } from '../src/simulator/counted-payload.ts';
import { frameKind } from '../src/store/batch/batch-rows.ts';
import { createPartitions } from '../src/store/partitions.ts';

/** Two days, the longest window that may be asked for, with a frame every ten seconds. */
export const framesPerDevice = 17_280;
const frameEveryMs = 10_000;
const windowMs = framesPerDevice * frameEveryMs;
/** One in so many frames goes to the device. */
const commandEvery = 20;
/** A device's session begins or ends every so many frames. */
const presenceEvery = 60;
const rowsAtOnce = 500_000;
/** Beyond every sequence number of the server that runs. */
const firstSeq = 2 ** 50;

export interface LongLog {
  /** First millisecond of the window, a whole second. */
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Fills the logs of all devices with two days that end now, in the order in which they would have come: one frame of
 * every device, ten seconds later the next, so that a device's frames lie far apart on disk.
 */
export async function fillLogs(database: pg.Client, payload: CountedPayload): Promise<LongLog> {
  const startMs = Math.floor((Date.now() - windowMs) / 1000) * 1000;
  await createPartitions(database, startMs);
  await fillPresence(database, startMs);
  const { rows } = await database.query('select count(*) as devices from device');
  const devices = Number(rows[0].devices);
  const roundsAtOnce = Math.max(1, Math.floor(rowsAtOnce / devices));
  for (let first = 0; first < framesPerDevice; first += roundsAtOnce) {
    const last = Math.min(first + roundsAtOnce, framesPerDevice) - 1;
    await fillFrames(database, { startMs, devices, first, last, payload });
  }
  return { startMs, endMs: startMs + windowMs - 1000 };
}

interface FrameRounds {
  readonly startMs: number;
  readonly devices: number;
  readonly first: number;
  readonly last: number;
  readonly payload: CountedPayload;
}

async function fillFrames(database: pg.Client, rounds: FrameRounds): Promise<void> {
  const { startMs, devices, first, last, payload } = rounds;
  await database.query(
    `insert into frame (device_id, received_at, seq, kind, definition_version, payload)
      select d.id, to_timestamp(($1::int8 + n * ${frameEveryMs} + d.id % 1000) / 1000.0), ${firstSeq} + n * $2::int8 + d.id,
        case n % ${commandEvery} when 0 then ${frameKind.app2dev} else ${frameKind.data} end, 1,
        overlay($3::bytea placing int4send(n::int4) from ${payload.counterOffset + 1})
      from generate_series($4::int8, $5::int8) n, device d order by n, d.id`,
    [startMs, devices, payload.bytes, first, last],
  );
}

async function fillPresence(database: pg.Client, startMs: number): Promise<void> {
  await database.query(
    `insert into presence_event (device_id, occurred_at, seq, is_online, keep_alive_s, duration_s, reason)
      select d.id, to_timestamp(($1::int8 + n * ${frameEveryMs * presenceEvery}) / 1000.0), ${firstSeq} + n, n % 2 = 0,
        case n % 2 when 0 then 120 end, case n % 2 when 1 then 600 end, case n % 2 when 1 then 'tcp_closed' end
      from generate_series(0, ${framesPerDevice / presenceEvery - 1}) n, device d order by n, d.id`,
    [startMs],
  );
}
