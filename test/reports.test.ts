import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EnterpriseApiUnderTest } from '../src/api/enterprise/enterprise-api.test-helper.ts';
import { newHexIdentifier } from '../src/model/identifiers.ts';
import { addDays } from '../src/reports/day.ts';
import { patientTransactions } from '../src/store/patient-transactions.ts';
import { placeId } from '../src/store/place-id.ts';
import { rebuildTallies } from '../src/store/tally.ts';
import { happenings } from './device-histories.ts';
import { HistoryPlayer } from './history-player.ts';
import { recountEveryReport } from './recount-every-report.ts';
import { type Recounted, recountDevicesByDay } from './recount-reports.ts';

const seed = 20_261_122;
const numRuns = 40;
/** A slow machine tries fewer. */
const timeLimitMs = 60_000;
const patienceMs = 180_000;
/** New years whose first week belongs to the old one, to the new one, and has a 53rd before it. */
const firstDays = ['2020-12-20', '2023-12-24', '2024-12-26', '2025-12-29'];

const places = [
  { country: 'China', region: null, city: null },
  { country: 'China', region: 'Guangdong', city: null },
  { country: 'China', region: 'Guangdong', city: 'Guangzhou' },
  { country: 'China', region: 'Guangdong', city: 'Shenzhen' },
  { country: 'Germany', region: 'Berlin', city: 'Berlin' },
];

let api: EnterpriseApiUnderTest;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
});
afterAll(() => api?.stop());

interface Stage extends Recounted {
  readonly path: string;
  readonly token: string;
  readonly gids: readonly string[];
  readonly player: HistoryPlayer;
}

/** A new product with a tree of groups: the second and the third below the first, the fourth below the second. */
async function setStage(firstDay: string): Promise<Stage> {
  const nowMs = Date.parse(`${firstDay}T04:00:00Z`);
  api.nowMs = nowMs;
  const enterprise = await api.createEnterprise({ hourlyQuota: 1_000_000 });
  const product = await api.createProduct(enterprise);
  const gids = Array.from({ length: 4 }, newHexIdentifier);
  const groupIds: (number | null)[] = [null];
  for (const [index, parent] of [0, 1, 1, 2].entries()) {
    const { rows } = await api.database.query<{ id: number }>(
      `insert into device_group (gid, product_id, parent_id, depth, created_at)
       select $1, $2, max(id), coalesce(max(depth), 0) + 1, now() from device_group where id = $3 returning id`,
      [gids[index], product.id, groupIds[parent]],
    );
    groupIds.push(rows[0]!.id);
  }
  const placeIds = [0];
  for (const place of places) placeIds.push(await placeId(api.database, place));
  const player = await HistoryPlayer.start(
    {
      database: api.database,
      productId: product.id,
      placeIds,
      groupIds,
      prefix: newHexIdentifier().slice(0, 8),
    },
    nowMs,
  );
  return {
    productId: product.id,
    gid: undefined,
    path: product.path,
    token: await api.tokenOf(enterprise, product),
    gids,
    player,
  };
}

test(
  'whatever happened, every report says what a count of everything says',
  async () => {
    const deadlineMs = performance.now() + timeLimitMs;
    await fc.assert(
      fc.asyncProperty(happenings, fc.constantFrom(...firstDays), async (history, firstDay) => {
        // Not interrupted by fast-check: what it gives up would go on while the database is taken away.
        if (performance.now() > deadlineMs) return;
        const stage = await setStage(firstDay);
        try {
          await stage.player.play(history);
          api.nowMs = stage.player.nowMs;
          await expectReports(stage);
          await expectActivity(stage);
          await expectRebuildChangesNothing(stage);
        } finally {
          await stage.player.stop();
        }
      }),
      { seed, numRuns },
    );
  },
  patienceMs,
);

async function expectReports(stage: Stage): Promise<void> {
  const { productId, player } = stage;
  const { database } = api;
  for (const gid of [undefined, ...stage.gids]) {
    const get = (path: string) => getReport(stage, path);
    const reports = await recountEveryReport({ productId, gid, database, today: player.today, get });
    for (const { path, answered, recounted } of reports) expect(answered, path).toEqual(recounted);
  }
  await expectLists(stage);
}

interface List {
  readonly meta: { readonly total: number };
  readonly objects: readonly { readonly mac: string; readonly report_date: string }[];
}

async function expectLists(stage: Stage): Promise<void> {
  const { productId, player } = stage;
  const [from, to] = [addDays(player.today, -30), player.today];
  for (const kind of ['new', 'active'] as const) {
    for (const country of [undefined, 'China']) {
      const expected = await recountDevicesByDay(api.database, productId, {
        kind,
        from,
        to,
        ...(country !== undefined && { country }),
      });
      const skip = Math.floor(expected.length / 3);
      for (const page of [
        { skip: 0, limit: 1000 },
        { skip, limit: 4 },
      ]) {
        const query = `start=${from}&end=${to}${country ? `&country=${country}` : ''}`;
        const path = `/${kind === 'new' ? 'incr' : 'active'}_devices?${query}&skip=${page.skip}&limit=${page.limit}`;
        const { meta, objects } = (await getReport(stage, path)) as List;
        const lines = objects.map((row) => `${row.report_date} ${row.mac}`);
        expect(lines).toEqual(expected.slice(page.skip, page.skip + page.limit));
        expect(meta.total).toBe(expected.length);
      }
    }
  }
}

async function getReport({ path, token }: Stage, query: string): Promise<unknown> {
  const answer = await api.get(`${path}${query}`, { token });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

/** The bits themselves, which the recount believes. */
async function expectActivity({ productId, player }: Stage): Promise<void> {
  const { rows } = await api.database.query<{ id: number; days: string[] }>(
    `select device_id as id, array_agg(day order by day) as days from (
       select device_id, (make_date(year, 1, 1) + n)::text as day
       from device_activity a join device d on d.id = a.device_id, generate_series(0, 365) n
       where d.product_id = $1 and get_bit(a.dates, n) = 1
     ) reported group by 1`,
    [productId],
  );
  const expected = [...player.reportedDays()].filter(([, days]) => days.length > 0);
  expect(new Map(rows.map(({ id, days }) => [id, days]))).toEqual(new Map(expected));
}

async function expectRebuildChangesNothing(stage: Stage): Promise<void> {
  const before = [await readSums(), await readActivePeriods(stage)];
  await rebuildTallies(patientTransactions(api.database.connection));
  expect([await readSums(), await readActivePeriods(stage)]).toEqual(before);
}

async function readSums(): Promise<unknown[]> {
  const { rows } = await api.database.query<{ line: string }>(
    `select concat_ws(' ', scope, metric, period, place_id, status, name, amount) as line from tally_now
     union all select concat_ws(' ', device_id, kind, name, raised, open) from device_alarm_count where raised <> 0
     order by 1`,
  );
  return rows.map(({ line }) => line);
}

/** Which devices were active in which periods, whether it is entered there yet or not. */
async function readActivePeriods({ productId }: Stage): Promise<unknown[]> {
  const { rows } = await api.database.query<{ line: string }>(
    `select concat_ws(' ', cycle, period, device_id) as line from period_activity p
       join device_standing s on p.block = s.device_id / 4096 and get_bit(p.devices, (s.device_id % 4096)::integer) = 1
       where s.product_id = $1
     union select concat_ws(' ', c.cycle, date_trunc(c.unit, a.day::timestamp)::date, a.device_id)
       from activity_change a join device_standing s using (device_id),
         (values ('date', 'day'), ('week', 'week'), ('month', 'month')) c (cycle, unit)
       where s.product_id = $1
     order by 1`,
    [productId],
  );
  return rows.map(({ line }) => line);
}
