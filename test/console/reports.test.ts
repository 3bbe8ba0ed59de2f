import { readFile } from 'node:fs/promises';
import type { Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SimulatedDevice } from '../../src/simulator/simulated-device.ts';
import { adminApi } from '../customer.ts';
import { ConsoleStage } from './console-stage.ts';
import type { ConsoleVisit } from './console-visit.ts';

const zone = 'Asia/Shanghai';
const dayMs = 86_400_000;
const names = [
  'Device overview',
  'Devices right now',
  'Activation',
  'Activity',
  'Activated devices',
  'Active devices',
  'Locations',
  'Devices with faults',
  'Faults raised',
  'Devices with alerts',
  'Alerts raised',
  'New users',
  'Users in total',
  'Active users',
  'Where users are',
];

const patience = { timeout: 20_000, interval: 100 };

let stage: ConsoleStage;
let today: string;
let month: string;

beforeAll(async () => {
  stage = await ConsoleStage.start();
  today = dayOf(Date.now());
  month = `start=${dayOf(Date.now() - 29 * dayMs)}&end=${today}`;
  const { greenhouse } = stage.customer;
  const south = await stage.device(greenhouse, '0A0000000021');
  const east = await stage.device(greenhouse, '0A0000000022');
  await stage.device(greenhouse, '0A0000000023');
  report(south, { fan_fault: 1, frost: 1 });
  report(east, { fan_fault: 1 });
  report(east, { fan_fault: 0 });
  await vi.waitFor(
    async () => expect((await greenhouse.api.get('/fault/report/events')).count.resolved).toBe(1),
    patience,
  );
  await vi.waitFor(
    async () => expect((await greenhouse.api.get('/devices/summary')).active['7_day']).toBe(3),
    patience,
  );
  await moveTo(south, ['China', 'Guangdong', 'Guangzhou']);
  await moveTo(east, ['China', 'Zhejiang', 'Hangzhou']);
  await bindSomebody(south);
}, 120_000);

afterAll(() => stage?.close());

/** In the time zone of reports. */
function dayOf(ms: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(ms);
}

function report(device: SimulatedDevice, values: Record<string, number>): void {
  device.status.apply(new Map(Object.entries(values)));
  device.report();
}

async function moveTo({ did }: SimulatedDevice, place: readonly string[]): Promise<void> {
  await stage.server.query('insert into place (country, region, city) values ($1, $2, $3)', [...place]);
  await stage.server.query(
    `update device_standing set place_id = (select id from place where city = $2)
     where device_id = (select id from device where did = $1)`,
    [did, place.at(-1)],
  );
}

async function bindSomebody({ did }: SimulatedDevice): Promise<void> {
  const { enterpriseId, greenhouse } = stage.customer;
  const { appid } = await adminApi(stage.server).post(`/enterprises/${enterpriseId}/apps`, { name: '果园' });
  const registered = await fetch(`${stage.origin}/app/users`, {
    method: 'POST',
    headers: { 'X-Gizwits-Application-Id': appid },
    body: JSON.stringify({ username: 'chang', password: 'jade-rabbit-2026' }),
  });
  const { uid } = (await registered.json()) as { uid: string };
  await greenhouse.api.post('/devices/bindings', { uid, appid, dids: [did] });
}

function open(name: string, query = '') {
  const { productKey } = stage.customer.greenhouse;
  return stage.visit(`/reports?product_key=${productKey}&report=${name}${query}`);
}

/** What stands below the name of a figure. */
async function expectFigure({ page }: ConsoleVisit, name: string, value: number): Promise<void> {
  const figure = page
    .locator('p', { hasText: new RegExp(`^${name}$`) })
    .locator('xpath=following-sibling::p[1]');
  await expect.poll(() => figure.first().innerText()).toBe(String(value));
}

/** As the browser has it. */
interface TableRow {
  readonly cells: Iterable<{ readonly innerText: string }>;
}

/** Texts of a table's cells, row by row. */
function cellsOf({ page }: ConsoleVisit, table: string): Promise<string[][]> {
  return page
    .getByRole('table', { name: table })
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...(row as unknown as TableRow).cells].map((cell) => cell.innerText.trim())),
    );
}

async function savedFile({ page }: ConsoleVisit, panel: string, button: 'CSV' | 'PNG') {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('region', { name: panel, exact: true })
      .getByRole('button', { name: button })
      .press('Enter'),
  ]);
  return { name: file.suggestedFilename(), content: await contentOf(file) };
}

async function contentOf(file: Download): Promise<Buffer> {
  return readFile(await file.path());
}

const sum = ({ data }: { data: { count: number }[] }) => data.reduce((total, { count }) => total + count, 0);

describe('a report', () => {
  test.each([
    ['summary', 'Online now', '/devices/summary', (answer) => answer.online],
    ['realtime', 'With a fault', '/devices/report/rt', (answer) => answer.count.faulty],
    ['activation', 'In the whole period', '/devices/report/activation?', sum],
    ['liveness', 'Latest', '/devices/report/liveness/history?', (answer) => answer.data.at(-1).count],
    ['locations', 'Devices', '/devices/locations', (answer) => answer.total],
    ['fault_devices', 'Total', '/fault/report/devices', (answer) => answer.count.total],
    ['fault_events', 'Cleared', '/fault/report/events', (answer) => answer.count.resolved],
    ['alert_devices', 'Open', '/alert/report/devices', (answer) => answer.count.unresolved],
    ['alert_events', 'Total', '/alert/report/events', (answer) => answer.count.total],
    ['users_new', 'In the whole period', '/users/report/new?', sum],
    ['users_total', 'Users', '/users/report/total', (answer) => answer.total],
    // biome-ignore lint/suspicious/noExplicitAny: answers of the wire, each of another shape
  ] satisfies [string, string, string, (answer: any) => number][])(
    '%s shows the figures that the API answers: %s',
    async (name, figure, path, read) => {
      const answer = await stage.customer.greenhouse.api.get(path.endsWith('?') ? path + month : path);
      const visit = await open(name);
      expect(read(answer)).toBeGreaterThan(0);
      await expectFigure(visit, figure, read(answer));
      await visit.end();
    },
  );

  test.each(['incr_devices', 'active_devices'])(
    '%s lists the devices, as many as it counts',
    async (name) => {
      const visit = await open(name);
      await visit.page.getByRole('cell', { name: '0A0000000021' }).waitFor();
      const { objects, meta } = await stage.customer.greenhouse.api.get(`/${name}`);
      const title = name === 'incr_devices' ? 'Activated devices: Table' : 'Active devices: Table';
      const rows = await cellsOf(visit, title);
      expect(rows.map(([day, mac, country]) => [day, mac, country])).toEqual(
        objects.map((row: Record<string, string | null>) => [row.report_date, row.mac, row.country ?? '–']),
      );
      await expectFigure(visit, name === 'incr_devices' ? 'In the whole period' : 'Latest', meta.total);
      await visit.page.getByRole('combobox', { name: 'Place' }).click();
      await visit.page.getByRole('option', { name: 'China › Zhejiang', exact: true }).click();
      await expect.poll(() => cellsOf(visit, title)).toHaveLength(1);
      await expectFigure(visit, name === 'incr_devices' ? 'In the whole period' : 'Latest', 1);
      await visit.end();
    },
  );

  test('of an enterprise says who was there, and where they are', async () => {
    const visit = await open('users_liveness');
    const users = `${stage.origin}/v1/users`;
    const product = `product_key=${stage.customer.greenhouse.productKey}`;
    const liveness = await visit.page.request.get(
      `${users}/liveness_total?${product}&start_date=${today}&end_date=${today}`,
    );
    await expectFigure(visit, 'Latest', (await liveness.json()).data[0].count);
    await visit.page.getByRole('link', { name: 'Where users are' }).click();
    await visit.page.getByText('None of these is at a place that is known', { exact: false }).waitFor();
    await visit.end();
  });

  test('is a table that is downloaded as it is, and a picture', async () => {
    const visit = await open('activation', `&${month}`);
    const { data } = await stage.customer.greenhouse.api.get(`/devices/report/activation?${month}`);
    const expected = data.map(({ date, count }: { date: string; count: number }) => [date, String(count)]);
    await visit.page.getByRole('cell', { name: today }).waitFor();
    expect(await cellsOf(visit, 'Activation: Table')).toEqual(expected);
    const csv = await savedFile(visit, 'Table', 'CSV');
    expect(csv.name).toMatch(new RegExp(`^activation_.*${today}\\.csv$`));
    const lines = [['Date', 'New devices'], ...expected].map((cells) => cells.join(','));
    expect(csv.content.toString()).toBe(`\uFEFF${lines.join('\r\n')}\r\n`);
    const png = await savedFile(visit, 'Chart', 'PNG');
    expect(png.content.subarray(1, 4).toString()).toBe('PNG');
    await visit.end();
  });

  test('shows places as a tree that the keyboard opens', async () => {
    const visit = await open('locations');
    const { page } = visit;
    await page.getByRole('cell', { name: 'China' }).waitFor();
    // The only country is open.
    await page.getByRole('button', { name: 'Show the places in Guangdong' }).press('Enter');
    const rows = await cellsOf(visit, 'Counts by place');
    expect(rows).toEqual([
      ['Everywhere', '3', '100%'],
      ['China', '2', '66.7%'],
      ['Guangdong', '1', '33.3%'],
      ['Guangzhou', '1', '33.3%'],
      ['Zhejiang', '1', '33.3%'],
      ['Place unknown', '1', '33.3%'],
    ]);
    const csv = await savedFile(visit, 'Places', 'CSV');
    expect(csv.content.toString().split('\r\n')).toContain('China,Guangdong,Guangzhou,1');
    await visit.requireAccessible();
    await visit.end();
  });

  test('counts by week and month, in an address that can be sent, and says when a period is too long', async () => {
    const visit = await open('liveness');
    const { page } = visit;
    await page.getByText('Day', { exact: true }).click();
    await page.keyboard.press('ArrowRight');
    await page.getByText(zone, { exact: false }).waitFor();
    await page.getByRole('columnheader', { name: 'Week' }).waitFor();
    expect(new URL(page.url()).searchParams.get('cycle')).toBe('week');
    await page.getByLabel('Period').first().press('Enter');
    await page.getByRole('button', { name: 'Last 4 weeks' }).waitFor();
    await visit.requireAccessible();
    await page.getByRole('button', { name: 'Last 4 weeks' }).press('Enter');
    await expect.poll(async () => (await cellsOf(visit, 'Activity: Table')).length).toBe(4);
    await page.goto(`${stage.origin}/reports?report=liveness&start=2026-01-01&end=2026-03-31`);
    await page.getByText('At most 30 days').waitFor();
    await visit.end();
  });
});

describe('the reports', () => {
  test('are all in the menu, and everybody can use them', async () => {
    const visit = await open('summary');
    const { page } = visit;
    const menu = page.getByRole('navigation', { name: 'Reports' });
    for (const name of names) {
      await menu.getByRole('link', { name: new RegExp(`^${name}`) }).press('Enter');
      await page.getByRole('heading', { level: 2, name, exact: true }).waitFor();
      await page.getByRole('heading', { level: 2, name: 'Chart', exact: true }).waitFor();
      await visit.requireAccessible();
    }
    await visit.end();
  }, 120_000);

  test('can be used on a phone, in the dark, in Chinese', async () => {
    const { productKey } = stage.customer.greenhouse;
    const visit = await stage.visit(`/reports?product_key=${productKey}&report=fault_events`, {
      language: 'zh',
      appearance: 'dark',
      widthPx: 390,
    });
    const { page } = visit;
    for (const name of ['故障次数', '设备地理位置分布', '设备激活详情', '设备活跃历史']) {
      await page.getByRole('combobox', { name: '报表', exact: true }).click();
      await page.getByRole('option', { name, exact: true }).click();
      await page.getByRole('heading', { level: 2, name, exact: true }).waitFor();
      await page.getByRole('heading', { level: 2, name: '图表', exact: true }).waitFor();
      await visit.requireAccessible();
      await visit.requireNoSidewaysScroll();
    }
    await visit.end();
  }, 60_000);
});
