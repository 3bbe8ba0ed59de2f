import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminApi } from '../customer.ts';
import { ConsoleStage, type VisitOptions } from './console-stage.ts';
import type { ConsoleVisit } from './console-visit.ts';

const offlineDevices = 60;

let stage: ConsoleStage;
let gid: string;

beforeAll(async () => {
  stage = await ConsoleStage.start();
  const { greenhouse } = stage.customer;
  const devices = Array.from({ length: offlineDevices }, (_, index) => ({
    mac: `0b00000000${(index + 16).toString(16)}`,
  }));
  await adminApi(stage.server).post(`/products/${greenhouse.productKey}/devices`, { devices });
  gid = (await greenhouse.api.post('/device_groups', {})).gid;
  const alarming = await stage.device(greenhouse, '0a0000000001');
  await stage.device(greenhouse, '0a0000000002');
  alarming.status.apply(new Map([['fan_fault', 1]]));
  alarming.report();
}, 120_000);

afterAll(() => stage?.close());

const address = (query = '') => `/devices?product_key=${stage.customer.greenhouse.productKey}${query}`;

async function visit(query = '', options: VisitOptions = {}): Promise<ConsoleVisit> {
  const opened = await stage.visit(address(query), options);
  await opened.page.getByRole('table').waitFor();
  return opened;
}

/** The macs on the screen. */
const macs = ({ page }: ConsoleVisit) => page.locator('tbody tr td:nth-child(2)').allInnerTexts();

const total = ({ page }: ConsoleVisit) => page.getByText(/^\d+–\d+ of \d+$/).innerText();

async function requireShown(shown: ConsoleVisit, wanted: readonly string[]): Promise<void> {
  await expect.poll(() => macs(shown)).toEqual(wanted);
}

describe('the devices', () => {
  test('are a page of many, and the next page is one click away', async () => {
    const shown = await visit();
    await expect.poll(() => total(shown)).toBe('1–50 of 62');
    await shown.page.getByRole('button', { name: 'Next page' }).click();
    await expect.poll(() => total(shown)).toBe('51–62 of 62');
    expect(shown.page.url()).toContain('skip=50');
    await shown.page.getByRole('button', { name: 'Previous page' }).click();
    await expect.poll(() => total(shown)).toBe('1–50 of 62');
    await shown.end();
  });

  test('are found while one types, by keyboard alone, and lead to the page of the device', async () => {
    const shown = await visit();
    const { page } = shown;
    await page.getByRole('searchbox', { name: 'MAC or device ID' }).focus();
    await page.keyboard.type('0A0000000002');
    await requireShown(shown, ['0a0000000002']);
    expect(page.url()).toContain('q=0A0000000002');
    await page.getByRole('link', { name: '0a0000000002' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '0a0000000002' }).waitFor();
    await shown.end();
  });

  test('are filtered; each filter is in the address and can be taken away', async () => {
    const shown = await visit();
    const { page } = shown;
    await page.getByText('Online', { exact: true }).first().click();
    await expect.poll(async () => (await macs(shown)).toSorted()).toEqual(['0a0000000001', '0a0000000002']);
    await page.getByRole('button', { name: 'Filters', exact: true }).click();
    await page.getByRole('combobox', { name: 'Faults' }).click();
    await page.getByRole('option', { name: 'Has a fault' }).click();
    await requireShown(shown, ['0a0000000001']);
    expect(page.url()).toMatch(/is_online=1.*is_faulty=1/);
    await page.reload();
    await requireShown(shown, ['0a0000000001']);
    await page.getByRole('button', { name: 'Remove the filter Has a fault' }).click();
    await expect.poll(async () => (await macs(shown)).length).toBe(2);
    await shown.end();
  });

  test('that nothing matches leave a way back to all', async () => {
    const shown = await visit('&q=ff&is_alert=1');
    await shown.page.getByText('No device matches all filters.').waitFor();
    await shown.requireAccessible();
    await shown.page.getByRole('table').locator('..').waitFor();
    await shown.page.getByRole('button', { name: 'Clear all filters' }).first().click();
    await expect.poll(() => total(shown)).toBe('1–50 of 62');
    await shown.end();
  });

  test('come and go on the screen as they do', async () => {
    const shown = await visit('&q=0a0000000003');
    await shown.page.getByText('No device matches all filters.').waitFor();
    const device = await stage.device(stage.customer.greenhouse, '0a0000000003');
    await requireShown(shown, ['0a0000000003']);
    await device.leave('disconnect');
    await shown.page.getByRole('cell', { name: 'Offline' }).waitFor();
    await adminApi(stage.server).success('DELETE', `/devices/${device.did}`);
    await shown.end();
  });

  test('are saved as CSV, those that match', async () => {
    const shown = await visit('&is_online=1');
    const saved = shown.page.waitForEvent('download');
    await shown.page.getByRole('link', { name: 'Download CSV' }).click();
    const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    await shown.end();
  });

  test('that are selected come into a group, and out of it', async () => {
    const shown = await visit('&q=0b000000001');
    const { page } = shown;
    await page.getByRole('checkbox', { name: 'Select 0b0000000010' }).check();
    await page.getByRole('checkbox', { name: 'Select 0b0000000011' }).check();
    await page.getByRole('button', { name: 'Move to group' }).click();
    await page.getByRole('combobox', { name: 'Group' }).click();
    await page.getByRole('option', { name: gid.slice(0, 8) }).click();
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByText('2 devices were moved').waitFor();
    await expect.poll(() => page.getByRole('cell', { name: gid.slice(0, 8) }).count()).toBe(2);
    await page.getByRole('checkbox', { name: 'Select 0b0000000010' }).check();
    await page.getByRole('button', { name: 'Move to group' }).click();
    await page.getByRole('button', { name: 'Take out of groups' }).click();
    await expect.poll(() => page.getByRole('cell', { name: gid.slice(0, 8) }).count()).toBe(1);
    await shown.end();
  });

  test('that are selected are disabled once that is confirmed, and enabled again', async () => {
    const shown = await visit('&q=0b0000000012&show_disabled=1');
    const { page } = shown;
    const select = page.getByRole('checkbox', { name: 'Select 0b0000000012' });
    await select.check();
    await page.getByRole('button', { name: 'Disable', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('cell', { name: 'Disabled' }).waitFor();
    await select.check();
    await page.getByRole('button', { name: 'Enable', exact: true }).click();
    await expect.poll(() => page.getByRole('cell', { name: 'Disabled' }).count()).toBe(0);
    await shown.end();
  });

  test.each([
    ['en', 'light', 1280],
    ['zh', 'dark', 1280],
    ['en', 'dark', 360],
  ] as const)('can be used by everybody in %s, %s, %s pixels wide', async (language, appearance, widthPx) => {
    const shown = await visit('&is_faulty=0&show_disabled=1', { language, appearance, widthPx });
    await expect.poll(async () => (await macs(shown)).length).toBeGreaterThan(10);
    await shown.page.getByRole('checkbox').nth(1).check();
    await shown.requireAccessible();
    await shown.requireNoSidewaysScroll();
    await shown.page
      .getByRole('button', { name: language === 'zh' ? '筛选' : 'Filters', exact: true })
      .click();
    await shown.page.getByRole('checkbox', { name: /已注销|Disabled devices/ }).waitFor();
    await shown.requireAccessible();
    await shown.end();
  });

  test('are not for a viewer to change', async () => {
    const viewer = { username: 'viewer-of-devices', password: 'correct horse battery' };
    await adminApi(stage.server).post(`/enterprises/${stage.customer.enterpriseId}/members`, {
      ...viewer,
      name: '林',
      role: 'viewer',
    });
    const shown = await stage.visit(address(), { visitor: viewer });
    await shown.page.getByRole('table').waitFor();
    expect(await shown.page.getByRole('checkbox').count()).toBe(0);
    await shown.end();
  });
});
