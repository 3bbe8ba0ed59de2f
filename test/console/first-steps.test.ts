import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConsoleStage } from './console-stage.ts';

let stage: ConsoleStage;

beforeAll(async () => {
  stage = await ConsoleStage.startEmpty();
}, 120_000);

afterAll(() => stage?.close());

test('four clicks lead from an empty installation to a device on the screen', async () => {
  const visit = await stage.visitAsStranger('/');
  const { page } = visit;
  await page.getByLabel('Admin token').fill(stage.server.adminToken);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('button', { name: 'Create the enterprise' }).waitFor();
  await visit.requireAccessible();
  await page.getByRole('button', { name: 'Create the enterprise' }).click();
  await page.getByRole('button', { name: 'Create the product' }).click();
  await page.getByRole('button', { name: 'Start a virtual device' }).click();
  await page.getByText('Online', { exact: true }).first().waitFor();
  await expect.poll(() => page.url()).toMatch(/\/devices\/\w+\/\w+/);
  await visit.end();
});
