import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SimulatedDevice } from '../../src/simulator/simulated-device.ts';
import { ConsoleStage, type VisitOptions } from './console-stage.ts';
import type { ConsoleVisit } from './console-visit.ts';

const patience = { timeout: 20_000, interval: 100 };

let stage: ConsoleStage;
let first: SimulatedDevice;
let second: SimulatedDevice;

beforeAll(async () => {
  stage = await ConsoleStage.start();
  first = await stage.device(stage.customer.greenhouse, '0A0000000031');
  second = await stage.device(stage.customer.greenhouse, '0A0000000032');
  report(first, { fan_fault: 1 });
  report(first, { fan_fault: 0, frost: 1 });
  report(second, { frost: 1 });
  report(second, { frost: 0, sensor_fault: 1 });
  const events = (kind: string) => stage.customer.greenhouse.api.get(`/${kind}/report/events`);
  await vi.waitFor(async () => expect((await events('fault')).count.total).toBe(2), patience);
  await vi.waitFor(async () => expect((await events('alert')).count.resolved).toBe(1), patience);
}, 120_000);

afterAll(() => stage?.close());

function report(device: SimulatedDevice, values: Record<string, number>): void {
  device.status.apply(new Map(Object.entries(values)));
  device.report();
}

function open(query = '', options?: VisitOptions): Promise<ConsoleVisit> {
  return stage.visit(`/alarms?product_key=${stage.customer.greenhouse.productKey}${query}`, options);
}

interface Alarm {
  readonly mac: string;
  readonly kind: string;
  readonly name: string;
  readonly display_name: string;
  readonly cleared_at: number | null;
}

/** What the API answers to the same question. */
async function alarmsOverApi({ page }: ConsoleVisit, query = ''): Promise<Alarm[]> {
  const { productKey } = stage.customer.greenhouse;
  const answer = await page.request.get(`${stage.origin}/console/v1/products/${productKey}/alarms?${query}`);
  return (await answer.json()).alarms;
}

/** As the browser has it. */
interface TableRow {
  readonly cells: Iterable<{ readonly innerText: string }>;
}

/** State, kind, data point and device of each row. */
function rowsOf({ page }: ConsoleVisit): Promise<string[][]> {
  return page
    .getByRole('table', { name: 'Faults and alerts that were raised' })
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...(row as unknown as TableRow).cells]
          .slice(0, 4)
          .map((cell) => cell.innerText.replace(/\s+/g, ' ')),
      ),
    );
}

function rowOf({ kind, name, display_name, mac, cleared_at }: Alarm): string[] {
  const state = cleared_at === null ? 'Open' : 'Cleared';
  return [state, kind === 'fault' ? 'Fault' : 'Alert', `${display_name} ${name}`, mac];
}

describe('the page of faults and alerts', () => {
  test('shows what the API answers: figures, counts by data point, and each with its device', async () => {
    const visit = await open();
    const { page } = visit;
    await expect.poll(async () => (await rowsOf(visit)).length).toBe(4);
    expect(await rowsOf(visit)).toEqual((await alarmsOverApi(visit)).map(rowOf));
    const figure = (name: string) =>
      page
        .locator('p', { hasText: new RegExp(`^${name}$`) })
        .locator('xpath=following-sibling::p[1]')
        .innerText();
    expect(
      await Promise.all(['Open faults', 'Open alerts', 'Faults raised', 'Alerts raised'].map(figure)),
    ).toEqual(['1', '1', '2', '2']);
    const counts = page.getByRole('table', { name: 'Counts by data point' });
    await counts.getByRole('row', { name: /霜冻报警.*Alert 2 1/ }).waitFor();
    await page.getByRole('link', { name: second.mac }).first().click();
    await page.getByRole('heading', { level: 1 }).filter({ hasText: second.mac }).waitFor();
    await visit.end();
  });

  test('is filtered with the keyboard, in an address that can be sent', async () => {
    const visit = await open();
    const { page } = visit;
    await page.getByRole('radio', { name: 'All' }).first().focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => rowsOf(visit)).toHaveLength(2);
    expect(new URL(page.url()).searchParams.get('kind')).toBe('fault');
    await page.getByRole('radio', { name: 'All' }).last().focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => rowsOf(visit)).toHaveLength(1);
    expect(await rowsOf(visit)).toEqual((await alarmsOverApi(visit, 'kind=fault&state=open')).map(rowOf));
    await page.getByRole('button', { name: 'Clear filters' }).press('Enter');
    await expect.poll(() => rowsOf(visit)).toHaveLength(4);
    await page.getByRole('button', { name: 'Show only 霜冻报警' }).press('Enter');
    await expect.poll(() => rowsOf(visit)).toHaveLength(2);
    await page.getByRole('combobox', { name: 'Device', exact: true }).focus();
    await page.keyboard.type('0A0000000032');
    await page.getByRole('option', { name: '0A0000000032' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => rowsOf(visit)).toHaveLength(1);
    const { searchParams } = new URL(page.url());
    expect([searchParams.get('attr'), searchParams.get('did')]).toEqual(['frost', second.did]);
    await visit.end();
  });

  test('shows a period of days, and that nothing was raised in it', async () => {
    const visit = await open('&from=2026-01-01&to=2026-01-31');
    const { page } = visit;
    await page.getByText('No faults and no alerts in this period.', { exact: false }).waitFor();
    await page.getByLabel('Days').first().press('Enter');
    await page.getByRole('dialog').waitFor();
    await visit.requireAccessible();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await visit.end();
  });

  test('is downloaded as a table and as a picture', async () => {
    const visit = await open('&state=open');
    const { page } = visit;
    await expect.poll(() => rowsOf(visit)).toHaveLength(2);
    const saved = async (button: 'CSV' | 'PNG') => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).press('Enter'),
      ]);
      return readFile(await file.path());
    };
    const lines = (await saved('CSV')).toString().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines).toContainEqual(expect.stringMatching(/^Open,Fault,传感器故障,sensor_fault,0a0000000032,/));
    expect((await saved('PNG')).subarray(1, 4).toString()).toBe('PNG');
    await visit.end();
  });

  test.each([
    ['light', 'en', 1280],
    ['dark', 'zh', 390],
  ] as const)('can be used by everybody: %s, %s, %i px', async (appearance, language, widthPx) => {
    const visit = await open('', { appearance, language, widthPx });
    await visit.page.getByText('0A0000000031').first().waitFor();
    await visit.requireAccessible();
    await visit.requireNoSidewaysScroll();
    await visit.end();
  });
});
