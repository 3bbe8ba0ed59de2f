import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminApi } from '../customer.ts';
import { ConsoleStage } from './console-stage.ts';

const viewer = { username: 'lin', password: 'a long way round' };

let stage: ConsoleStage;

beforeAll(async () => {
  stage = await ConsoleStage.start();
  await adminApi(stage.server).post(`/enterprises/${stage.customer.enterpriseId}/members`, {
    ...viewer,
    name: '林',
    role: 'viewer',
  });
}, 120_000);

afterAll(() => stage?.close());

describe('the log-in', () => {
  test('is asked for at every address, and leads there', async () => {
    const visit = await stage.visitAsStranger('/reports?a=b');
    await visit.requireAccessible();
    await visit.page.getByLabel('Admin token').fill(stage.server.adminToken);
    await visit.page.keyboard.press('Enter');
    await expect.poll(() => visit.page.url()).toContain('/reports?a=b');
    await visit.end();
  });

  test('says when it is refused, and lets one try again', async () => {
    const visit = await stage.visitAsStranger('/');
    await visit.page.getByText('Member', { exact: true }).click();
    await visit.page.getByLabel('User name').fill(viewer.username);
    await visit.page.getByRole('textbox', { name: 'Password' }).fill('wrong');
    await visit.page.getByRole('button', { name: 'Log in' }).click();
    await visit.page.getByRole('alert').waitFor();
    await visit.requireAccessible();
    await visit.page.getByRole('textbox', { name: 'Password' }).fill(viewer.password);
    await visit.page.getByRole('button', { name: 'Log in' }).click();
    await visit.page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  test('shows a viewer his enterprise, and nothing of the installation', async () => {
    const visit = await stage.visit('/', { visitor: viewer });
    await visit.page.getByRole('link', { name: 'Reports' }).waitFor();
    expect(await visit.page.getByRole('link', { name: 'Installation' }).count()).toBe(0);
    await visit.page.getByRole('button', { name: 'Account' }).click();
    await visit.page.getByText('林 · Viewer · 青田农业').waitFor();
    await visit.end();
  });

  test('ends with log-out, also for what the browser would go back to', async () => {
    const visit = await stage.visit('/');
    await visit.page.getByRole('link', { name: 'Reports' }).click();
    await visit.page.getByRole('button', { name: 'Account' }).click();
    await visit.page.getByRole('menuitem', { name: 'Log out' }).click();
    await visit.page.getByRole('heading', { name: 'Log in' }).waitFor();
    await visit.page.goBack();
    await visit.page.getByRole('heading', { name: 'Log in' }).waitFor();
  });

  test('is asked for when the session has ended meanwhile, and leads back', async () => {
    const visit = await stage.visit('/reports');
    await visit.page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
    await visit.page.context().clearCookies();
    await visit.page.getByRole('link', { name: 'Users', exact: true }).click();
    await visit.page.getByLabel('Admin token').fill(stage.server.adminToken);
    await visit.page.getByRole('button', { name: 'Log in' }).click();
    await visit.page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
  });
});
