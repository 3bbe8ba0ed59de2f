import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { frameKind } from './batch/batch-rows.ts';
import type { LogDatabase } from './frame-counts.ts';
import { FrameLog } from './frame-log.ts';
import type { LogWindow } from './log-window.ts';
import { createPartitions } from './partitions.ts';

const startMs = Date.parse('2026-11-22T08:00:00Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const logs = ['frames', 'data'] as const;

let db: TestDatabase;
let steadyForMs: number;
let statements: string[];
let nowMs: number;
let elapsedMs: number;
let lastDevice = 0;
let lastSeq = 0;

beforeAll(async () => {
  db = await createTestDatabase(startMs);
  for (let days = -5; days <= 5; days++) await createPartitions(db.database, startMs + days * dayMs);
});
afterAll(() => db.drop());

beforeEach(() => {
  statements = [];
  nowMs = startMs;
  elapsedMs = 0;
  steadyForMs = Number.POSITIVE_INFINITY;
});

/** The real database; its statements are written down. */
const watched: LogDatabase = {
  get steadyForMs() {
    return steadyForMs;
  },
  query: (text, values) => {
    statements.push(text);
    return db.database.query(text, values);
  },
};

const openLog = () => new FrameLog(watched, { clock: () => nowMs, monotonicClock: () => elapsedMs });

function pass(ms: number): void {
  nowMs += ms;
  elapsedMs += ms;
}

/** Frames that come one after the other, each so many milliseconds after the one before; every third carries no data. */
async function receive(deviceId: number, gapsMs: readonly number[]): Promise<void> {
  const times = gapsMs.map((gapMs) => {
    pass(gapMs);
    return new Date(nowMs);
  });
  await db.database.query(
    `insert into frame (device_id, received_at, seq, kind, definition_version, payload)
     select $1, at, $3::int8 + n, case n % 3 when 0 then ${frameKind.app2dev} else ${frameKind.data} end, 1, int8send($3 + n)
     from unnest($2::timestamptz[]) with ordinality as u (at, n)`,
    [deviceId, times, lastSeq],
  );
  lastSeq += times.length;
}

async function readPlainly(window: LogWindow, log: (typeof logs)[number]) {
  const source = `frame where device_id = $1 and received_at >= to_timestamp($2) and received_at < to_timestamp($3)
    ${log === 'data' ? `and kind = ${frameKind.data}` : ''}`;
  const values = [window.deviceId, window.startS, window.endS + 1];
  const { rows } = await db.database.query(
    `select received_at as "receivedAtMs", kind, definition_version as "definitionVersion", payload from ${source}
     order by received_at ${window.sort}, seq ${window.sort} limit ${window.limit} offset ${window.skip}`,
    values,
  );
  const counted = await db.database.query<{ total: number }>(
    `select count(*) as total from ${source}`,
    values,
  );
  return { rows, total: counted.rows[0]!.total };
}

async function expectPlainPage(log: FrameLog, window: LogWindow): Promise<void> {
  for (const kind of logs) {
    const page = await (kind === 'data' ? log.readData(window) : log.readFrames(window));
    expect(page).toEqual(await readPlainly(window, kind));
  }
}

/** The last two days. */
function windowOf(deviceId: number, page: Partial<LogWindow> = {}): LogWindow {
  const endS = Math.floor(nowMs / 1000);
  return { deviceId, startS: endS - 2 * 86_400, endS, sort: 'desc', limit: 20, skip: 0, ...page };
}

type Step =
  | { readonly type: 'receive'; readonly gapsMs: readonly number[] }
  | { readonly type: 'pass'; readonly ms: number }
  | { readonly type: 'stepClock'; readonly ms: number }
  | { readonly type: 'read'; readonly page: PageChoice };

interface PageChoice {
  readonly endsBeforeNowMs: number;
  readonly lengthMs: number;
  readonly sort: 'asc' | 'desc';
  readonly limit: number;
  readonly skip: number;
}

const passed = fc.oneof(fc.nat(1_000), fc.nat(2 * minuteMs), fc.nat(3 * hourMs));
const clockStep = fc.oneof(
  fc.integer({ min: -10 * hourMs, max: 3 * hourMs }),
  fc.nat(1_500).map((ms) => -ms),
);
const gaps = fc.oneof(
  fc.array(fc.nat(3), { minLength: 1, maxLength: 300, size: 'max' }),
  fc.array(fc.nat(2_000), { minLength: 1, maxLength: 100, size: 'max' }),
  fc.array(fc.nat(10 * minuteMs), { minLength: 1, maxLength: 100, size: 'max' }),
);
const page = fc.record({
  endsBeforeNowMs: fc.oneof(fc.constant(0), fc.nat(5 * minuteMs), fc.nat(10 * hourMs), fc.constant(-hourMs)),
  lengthMs: fc.oneof(fc.constant(2 * dayMs), fc.nat(2 * dayMs), fc.nat(hourMs)),
  sort: fc.constantFrom('asc' as const, 'desc' as const),
  limit: fc.integer({ min: 1, max: 40 }),
  skip: fc.oneof(fc.constant(0), fc.integer({ min: 501, max: 900 }), fc.nat(4_000)),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ type: fc.constant('read' as const), page }), weight: 5 },
  {
    arbitrary: fc.record({ type: fc.constant('receive' as const), gapsMs: gaps }),
    weight: 4,
  },
  { arbitrary: fc.record({ type: fc.constant('pass' as const), ms: passed }), weight: 2 },
  {
    arbitrary: fc.record({ type: fc.constant('stepClock' as const), ms: clockStep }),
    weight: 1,
  },
);

describe('a page of the log of frames', () => {
  it('is what the plain statement says, whatever comes between two requests and however the clock is set', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }), async (steps) => {
        const deviceId = ++lastDevice;
        nowMs = startMs;
        const log = openLog();
        await receive(deviceId, Array(1_200).fill(45_000));
        for (const next of steps) {
          if (Math.abs(nowMs - startMs) > 3 * dayMs) break;
          if (next.type === 'receive') await receive(deviceId, next.gapsMs);
          else if (next.type === 'pass') pass(next.ms);
          else if (next.type === 'stepClock') nowMs += next.ms;
          else await expectPlainPage(log, chosenWindow(deviceId, next.page));
        }
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('is found without counting anything again, when the window is over and has been counted', async () => {
    const deviceId = ++lastDevice;
    await receive(deviceId, Array(5_000).fill(30_000));
    const log = openLog();
    const window = windowOf(deviceId);
    pass(3 * minuteMs);
    await expectPlainPage(log, window);
    statements = [];
    await expectPlainPage(log, { ...window, skip: 3_000 });
    expect(statements.filter((text) => text.includes('count('))).toEqual([]);
  });

  it('steps over no more than the entries of an hour, however deep it lies', async () => {
    const deviceId = ++lastDevice;
    await receive(deviceId, Array(5_000).fill(30_000));
    const log = openLog();
    for (const sort of ['asc', 'desc'] as const) {
      for (const skip of [1_000, 3_333, 5_700])
        await expectPlainPage(log, windowOf(deviceId, { sort, skip }));
    }
    const offsets = statements.flatMap((text) => /offset (\d+)/.exec(text)?.[1] ?? []).map(Number);
    expect(Math.max(...offsets)).toBeLessThan(120);
  });

  it('is counted again after ten minutes, for retention drops what is old', async () => {
    const deviceId = ++lastDevice;
    await receive(deviceId, Array(600).fill(minuteMs));
    const log = openLog();
    pass(3 * minuteMs);
    const window = windowOf(deviceId);
    await expectPlainPage(log, window);
    await db.database.query('delete from frame where device_id = $1', [deviceId]);
    pass(10 * minuteMs);
    await expectPlainPage(log, window);
  });

  it('has the frames that came after the clock was set back, into hours that had been counted', async () => {
    const deviceId = ++lastDevice;
    const log = openLog();
    pass(2.5 * hourMs);
    const window = windowOf(deviceId);
    await expectPlainPage(log, window);
    nowMs -= hourMs;
    await receive(deviceId, [0, 0, 0]);
    await expectPlainPage(log, window);
  });

  it('has the frames that came to the disk late, because the database had been down', async () => {
    const deviceId = ++lastDevice;
    const log = openLog();
    pass(2.5 * hourMs);
    steadyForMs = minuteMs;
    await expectPlainPage(log, windowOf(deviceId));
    pass(-hourMs);
    await receive(deviceId, [0, 0, 0]);
    pass(hourMs);
    await expectPlainPage(log, windowOf(deviceId));
  });
});

function chosenWindow(deviceId: number, { endsBeforeNowMs, lengthMs, ...choice }: PageChoice): LogWindow {
  const endS = Math.floor((nowMs - endsBeforeNowMs) / 1000);
  return { deviceId, startS: endS - Math.floor(lengthMs / 1000), endS, ...choice };
}
