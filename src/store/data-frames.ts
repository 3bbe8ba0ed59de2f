import { frameKind } from './batch/batch-rows.ts';
import type { Queryable } from './database.ts';
import type { LoggedFrame } from './frame-log.ts';
import { spanValues } from './log-window.ts';
import type { TimeSpan } from './time-span.ts';

/** A frame that carries data points. */
export type DataFrame = Omit<LoggedFrame, 'kind'>;

export interface DataFramesQuery {
  readonly deviceId: number;
  readonly span: TimeSpan;
  /** With more frames than this only so many are read, spread evenly over the span. */
  readonly maxFrames: number;
}

export interface DataFrames {
  readonly isSampled: boolean;
  /** Some of the frames at a time, roughly in the order of time. */
  readonly pieces: AsyncIterable<readonly DataFrame[]>;
}

/** So many are decoded before anybody else has his turn. */
const framesPerPiece = 1_000;
/** A sample has the first frames of each. */
const slices = 2_000;
const slicesPerPiece = 10;

const columns = 'received_at as "receivedAtMs", definition_version as "definitionVersion", payload';
const ofDevice = `device_id = $1 and kind = ${frameKind.data} and received_at >= $2 and received_at < $3`;

/** What a device reported in a span, read piece by piece while it is gone through. */
export async function readDataFrames(db: Queryable, query: DataFramesQuery): Promise<DataFrames> {
  const { deviceId, span, maxFrames } = query;
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count from (select from frame where ${ofDevice} limit $4) counted`,
    [...spanValues(deviceId, span), maxFrames + 1],
  );
  const isSampled = rows[0]!.count > maxFrames;
  return { isSampled, pieces: isSampled ? readSample(db, query) : readAll(db, query) };
}

async function* readAll(db: Queryable, { deviceId, span }: DataFramesQuery): AsyncGenerator<DataFrame[]> {
  let after = { receivedAtMs: span.fromMs, seq: 0 };
  for (;;) {
    const { rows } = await db.query<DataFrame & { seq: number }>(
      `select ${columns}, seq from frame where ${ofDevice} and (received_at, seq) > ($2, $4)
       order by received_at, seq limit ${framesPerPiece}`,
      [...spanValues(deviceId, { fromMs: after.receivedAtMs, toMs: span.toMs }), after.seq],
    );
    yield rows;
    if (rows.length < framesPerPiece) return;
    after = rows.at(-1)!;
  }
}

async function* readSample(
  db: Queryable,
  { deviceId, span, maxFrames }: DataFramesQuery,
): AsyncGenerator<DataFrame[]> {
  const bounds = Array.from(
    { length: slices + 1 },
    (_, n) => new Date(Math.round(span.fromMs + ((span.toMs - span.fromMs) * n) / slices)),
  );
  for (let first = 0; first < slices; first += slicesPerPiece) {
    const own = bounds.slice(first, first + slicesPerPiece + 1);
    // The bounds of all are said, too: they tell the planner which days' partitions to look into.
    const { rows } = await db.query<DataFrame>(
      `select f.* from unnest($4::timestamptz[], $5::timestamptz[]) as slice (from_at, to_at)
       cross join lateral (
         select ${columns} from frame where ${ofDevice} and received_at >= slice.from_at and received_at < slice.to_at
         order by received_at, seq limit $6
       ) f`,
      [
        deviceId,
        own[0],
        own.at(-1),
        own.slice(0, -1),
        own.slice(1),
        Math.max(1, Math.floor(maxFrames / slices)),
      ],
    );
    yield rows;
  }
}
