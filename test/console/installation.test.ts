import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminApi } from '../customer.ts';
import { ConsoleStage } from './console-stage.ts';

const manager = { username: 'wang', password: 'a long way round' };

let stage: ConsoleStage;

beforeAll(async () => {
  stage = await ConsoleStage.start();
  const members = `/enterprises/${stage.customer.enterpriseId}/members`;
  await adminApi(stage.server).post(members, { ...manager, name: '王', role: 'manager' });
  await stage.device(stage.customer.greenhouse, '0A0000000071');
}, 120_000);

afterAll(() => stage?.close());

describe('the page of the installation', () => {
  test('says that it is well, what it does and what it is set to', async () => {
    const visit = await stage.visit('/installation');
    const { page } = visit;
    await page.getByText('Healthy', { exact: true }).waitFor();
    await page.getByText(/processes answer/).waitFor();
    await page.getByText('Asia/Shanghai').waitFor();
    await page.getByRole('heading', { name: 'Processes' }).waitFor();
    await visit.requireAccessible();
    await visit.end();
  });

  test.each(['health', 'storage', 'backups', 'audit'])(
    'has a tab %s that works on a phone in the dark in Chinese',
    async (tab) => {
      const options = { language: 'zh', appearance: 'dark', widthPx: 390 } as const;
      const visit = await stage.visit(`/installation?tab=${tab}`, options);
      await visit.page.getByRole('heading', { level: 2 }).first().waitFor();
      await visit.requireAccessible();
      await visit.requireNoSidewaysScroll();
      await visit.end();
    },
  );

  test('shows what the logs take, and counts the reports anew after a question', async () => {
    const visit = await stage.visit('/installation');
    const { page } = visit;
    await page.getByRole('tab', { name: 'Health' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('embedded, looked after by the server').waitFor();
    expect(new URL(page.url()).searchParams.get('tab')).toBe('storage');
    await page.getByRole('cell', { name: 'Frames of devices' }).waitFor();
    await visit.requireAccessible();
    await page.getByRole('button', { name: 'Count anew' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Count anew' }).click();
    await page.getByText('The reports are counted anew').waitFor();
    await visit.end();
  });

  test('makes a backup and deletes it', async () => {
    const visit = await stage.visit('/installation?tab=backups');
    const { page } = visit;
    await page.getByText('There is no backup yet.').waitFor();
    await page.getByRole('button', { name: 'Back up now' }).press('Enter');
    await page.getByText('complete', { exact: true }).waitFor({ timeout: 60_000 });
    await visit.requireAccessible();
    await page.getByRole('button', { name: /^Delete the backup/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the backup' }).click();
    await page.getByText('There is no backup yet.').waitFor();
    await visit.end();
  });

  test('tells who did what, as far as it is asked', async () => {
    const visit = await stage.visit('/installation?tab=audit');
    const { page } = visit;
    await page.getByRole('cell', { name: 'Enterprise created' }).waitFor();
    await page.getByRole('combobox', { name: 'What' }).click();
    await page.getByRole('option', { name: 'Product created' }).click();
    await page.getByRole('cell', { name: 'Enterprise created' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('action')).toBe('product.create');
    expect(await page.getByRole('cell', { name: 'Product created' }).count()).toBe(2);
    await page.getByLabel('Day').fill('2026-01-01');
    await page.getByText('Nothing was done in this time that fits.').waitFor();
    await visit.requireAccessible();
    await visit.end();
  });

  test('is not there for a member of an enterprise', async () => {
    const visit = await stage.visit('/installation', { visitor: manager });
    await visit.page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await visit.end();
  });
});
