import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SimulatedDevice } from '../../src/simulator/simulated-device.ts';
import { adminApi } from '../customer.ts';
import { ConsoleStage } from './console-stage.ts';

const viewer = { username: 'lin', password: 'a long way round' };

let stage: ConsoleStage;
let device: SimulatedDevice;
let zhang: string;

beforeAll(async () => {
  stage = await ConsoleStage.start();
  const { enterpriseId, greenhouse } = stage.customer;
  const enterprise = `/enterprises/${enterpriseId}`;
  const { appid } = await adminApi(stage.server).post(`${enterprise}/apps`, { name: 'Farmers' });
  await adminApi(stage.server).post(`${enterprise}/members`, { ...viewer, name: '林', role: 'viewer' });
  zhang = await register(appid, 'zhang.wei');
  await register(appid, 'li.na');
  device = await stage.device(greenhouse, '0A0000000061');
  await greenhouse.api.post('/devices/bindings', { uid: zhang, appid, dids: [device.did] });
}, 120_000);

afterAll(() => stage?.close());

async function register(appid: string, username: string): Promise<string> {
  const answer = await fetch(`${stage.origin}/app/users`, {
    method: 'POST',
    headers: { 'X-Gizwits-Application-Id': appid, 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: 'secret123' }),
  });
  const { uid } = (await answer.json()) as { uid: string };
  return uid;
}

describe('the page of users', () => {
  test('lists all, finds one by name with the keyboard, and leads to the person and his device', async () => {
    const visit = await stage.visit('/users');
    const { page } = visit;
    await page.getByText('2 users').waitFor();
    await visit.requireAccessible();
    await page.getByLabel('The whole value').fill('zhang.wei');
    await page.keyboard.press('Enter');
    await page.getByText('1 user', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('value')).toBe('zhang.wei');
    await page.getByRole('link', { name: 'zhang.wei' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'zhang.wei' }).waitFor();
    await page.getByText(zhang).first().waitFor();
    await visit.requireAccessible();
    const bound = page.getByRole('link', { name: device.mac });
    expect(await bound.getAttribute('href')).toContain(`/${device.did}?`);
    await visit.end();
  });

  test('of a product lists who has bound a device, on a phone in the dark in Chinese', async () => {
    const { productKey } = stage.customer.greenhouse;
    const visit = await stage.visit(
      `/users?product_key=${productKey}&kind=bound&by=did&value=${device.did}`,
      {
        language: 'zh',
        appearance: 'dark',
        widthPx: 390,
      },
    );
    await visit.page.getByText('共 1 个用户').waitFor();
    await visit.page.getByRole('columnheader', { name: '拥有者' }).waitFor();
    await visit.requireAccessible();
    await visit.requireNoSidewaysScroll();
    await visit.end();
  });

  test('says when nobody is found', async () => {
    const visit = await stage.visit(`/users?by=uid&value=${'0'.repeat(32)}`);
    await visit.page.getByText('Nobody has exactly this value.').waitFor();
    await visit.page.getByRole('button', { name: 'Clear' }).click();
    await visit.page.getByText('2 users').waitFor();
  });

  test('lets no viewer erase anybody', async () => {
    const visit = await stage.visit(`/users/${zhang}`, { visitor: viewer });
    await visit.page.getByRole('heading', { name: 'Devices', exact: true }).waitFor();
    expect(await visit.page.getByRole('button', { name: 'Erase' }).count()).toBe(0);
    await visit.end();
  });

  test('erases a person after a question, to which Esc means no', async () => {
    const visit = await stage.visit(`/users/${zhang}`);
    const { page } = visit;
    await page.getByRole('button', { name: 'Erase' }).press('Enter');
    await page.getByRole('dialog').getByText('zhang.wei').first().waitFor();
    await visit.requireAccessible();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Erase' }).click();
    await page.getByRole('button', { name: 'Erase for good' }).click();
    await page.getByText('1 user', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'li.na' }).waitFor();
    await visit.end();
  });
});
