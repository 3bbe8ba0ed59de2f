import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminApi } from '../customer.ts';
import { ConsoleStage } from './console-stage.ts';
import type { ConsoleVisit } from './console-visit.ts';

let stage: ConsoleStage;

beforeAll(async () => {
  stage = await ConsoleStage.start();
  const { greenhouse } = stage.customer;
  await stage.device(greenhouse, '0a0000000001');
  const devices = ['0b0000000001', '0b0000000002', '0b0000000003'].map((mac) => ({ mac }));
  await adminApi(stage.server).post(`/products/${greenhouse.productKey}/devices`, { devices });
}, 120_000);

afterAll(() => stage?.close());

const address = () => `/groups?product_key=${stage.customer.greenhouse.productKey}`;

const item = ({ page }: ConsoleVisit, name: string) => page.getByRole('treeitem', { name });

async function create({ page }: ConsoleVisit, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New group' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { level: 2, name }).waitFor();
}

async function act({ page }: ConsoleVisit, action: string): Promise<void> {
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: action }).click();
  await page.getByRole('dialog').waitFor();
}

/** Each test goes on with the groups of the one before. */
describe('groups', () => {
  test('are made one in another, from none on', async () => {
    const visit = await stage.visit(address());
    await visit.page.getByText('No groups yet').waitFor();
    await visit.requireAccessible();
    await create(visit, 'Company');
    await create(visit, 'North');
    await item(visit, 'Company').click();
    await create(visit, 'South');
    const levels = await visit.page
      .getByRole('treeitem')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-level')));
    expect(levels).toEqual(['1', '2', '2']);
    await visit.end();
  });

  test('are moved and renamed', async () => {
    const visit = await stage.visit(address());
    const { page } = visit;
    await item(visit, 'South').click();
    await act(visit, 'Move group');
    await page.getByRole('combobox', { name: 'Inside group' }).click();
    await page.getByRole('option', { name: 'Company / North' }).click();
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await expect.poll(() => item(visit, 'South').getAttribute('aria-level')).toBe('3');
    await act(visit, 'Rename');
    await page.getByRole('textbox', { name: 'Name' }).fill('Inner');
    await page.getByRole('button', { name: 'Save' }).click();
    await item(visit, 'Inner').waitFor();
    await visit.end();
  });

  test('get devices that are looked for, and devices of a list; which of it is not there is said', async () => {
    const visit = await stage.visit(address());
    const { page } = visit;
    await item(visit, 'Inner').click();
    await page.getByRole('button', { name: 'Add devices' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('searchbox').fill('0a');
    await dialog.getByRole('checkbox', { name: '0a0000000001' }).check();
    await dialog.getByRole('button', { name: 'Add 1' }).click();
    await expect.poll(() => item(visit, 'Company').innerText()).toContain('1 / 1');
    const { objects } = await stage.customer.greenhouse.api.get('/devices/search?type=mac&val=0b0000000002');
    await page.getByRole('button', { name: 'Add devices' }).click();
    await dialog.getByRole('tab', { name: 'Paste a list' }).click();
    await dialog
      .getByRole('textbox', { name: 'MACs or device IDs' })
      .fill(`0B0000000001, ${objects[0].did}\n0c0000000009`);
    await dialog.getByRole('button', { name: 'Add 3' }).click();
    await dialog.getByText('1 device was not added').waitFor();
    await visit.requireAccessible();
    expect(await dialog.getByRole('textbox').inputValue()).toBe('0c0000000009');
    await page.keyboard.press('Escape');
    await expect.poll(() => item(visit, 'Company').innerText()).toContain('1 / 3');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(3);
    await visit.end();
  });

  test('are gone through by keyboard as every tree', async () => {
    const visit = await stage.visit(address());
    const { page } = visit;
    await item(visit, 'Company').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(2);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: 'Inner' }).waitFor();
    expect(await item(visit, 'Inner').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press(' ');
    await page.getByRole('heading', { level: 2, name: 'North' }).waitFor();
    await visit.end();
  });

  test('are deleted only when nothing is in them', async () => {
    const visit = await stage.visit(address());
    const { page } = visit;
    await item(visit, 'North').click();
    await act(visit, 'Delete group');
    await page.getByText('North has groups inside.').waitFor();
    await page.keyboard.press('Escape');
    await item(visit, 'Inner').click();
    await act(visit, 'Delete group');
    await page.getByText('Inner has devices.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: 'Select all' }).check();
    await page.getByRole('button', { name: 'Move to group' }).click();
    await page.getByRole('button', { name: 'Take out of groups' }).click();
    await page.getByText('There are no devices in this group.').waitFor();
    await expect.poll(() => item(visit, 'Inner').innerText()).toContain('0 / 0');
    await act(visit, 'Delete group');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete group' }).click();
    await expect.poll(() => item(visit, 'Inner').count()).toBe(0);
    await page.getByRole('heading', { level: 2, name: 'North' }).waitFor();
    await visit.end();
  });

  test.each([
    ['en', 'light', 1280],
    ['zh', 'dark', 1280],
    ['zh', 'light', 360],
  ] as const)('can be used by everybody in %s, %s, %s pixels wide', async (language, appearance, widthPx) => {
    const visit = await stage.visit(address(), { language, appearance, widthPx });
    await item(visit, 'Company').waitFor();
    await visit.page.getByRole('table').waitFor();
    await visit.requireAccessible();
    await visit.requireNoSidewaysScroll();
    await visit.end();
  });
});
