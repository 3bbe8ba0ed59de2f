import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SimulatedDevice } from '../../src/simulator/simulated-device.ts';
import { ApiClient } from '../api-client.ts';
import { adminApi } from '../customer.ts';
import { HandDrivenDevice } from '../hand-driven-device.ts';
import { ConsoleStage, type VisitOptions } from './console-stage.ts';
import type { ConsoleVisit } from './console-visit.ts';

const mac = '0A0000000011';
const tabs = ['live', 'history', 'connections', 'frames', 'alarms', 'bindings', 'location'] as const;

let stage: ConsoleStage;
let device: SimulatedDevice;
let uid: string;

beforeAll(async () => {
  stage = await ConsoleStage.start();
  device = await stage.device(stage.customer.greenhouse, mac);
  await sendRejectedFrame();
  report({ heater: 0, mode: 1, air_temperature: 640, fan_fault: 1 });
  report({ fan_fault: 0, frost: 1 });
  uid = await bindSomebody();
}, 120_000);

afterAll(() => stage?.close());

function report(values: Record<string, number>): void {
  device.status.apply(new Map(Object.entries(values)));
  device.report();
}

/** Something that is no frame; the device comes back by itself. */
async function sendRejectedFrame(): Promise<void> {
  const { did, passcode } = device;
  const odd = await HandDrivenDevice.connect(stage.server, { did: did!, passcode });
  await odd.publish(Buffer.from('c0ffee', 'hex'), 1);
  odd.end();
  await device.leave('cut');
  device.connect();
  await device.online();
}

async function bindSomebody(): Promise<string> {
  const { enterpriseId, greenhouse } = stage.customer;
  const { appid } = await adminApi(stage.server).post(`/enterprises/${enterpriseId}/apps`, { name: '果园' });
  const registered = await fetch(`${stage.origin}/app/users`, {
    method: 'POST',
    headers: { 'X-Gizwits-Application-Id': appid },
    body: JSON.stringify({ username: 'wang', password: 'chang-e-2026' }),
  });
  const user = (await registered.json()) as { uid: string };
  await greenhouse.api.post('/devices/bindings', { uid: user.uid, appid, dids: [device.did] });
  return user.uid;
}

function visit(tab: (typeof tabs)[number], options?: VisitOptions): Promise<ConsoleVisit> {
  const path = `/devices/${stage.customer.greenhouse.productKey}/${device.did}`;
  return stage.visit(`${path}?tab=${tab}`, options);
}

async function deviceOverApi() {
  return adminApi(stage.server).get(`/devices/${device.did}`);
}

describe('the page of a device', () => {
  test('shows each data point as the device reports it, without being asked again', async () => {
    const { page, ...rest } = await open('live');
    await page.getByText('24.0', { exact: true }).waitFor();
    await page.getByText('shown live').waitFor();
    report({ air_temperature: 655 });
    await page.getByText('25.5', { exact: true }).waitFor();
    const alert = page.getByRole('region', { name: 'Alerts' });
    await alert.getByText('raised').waitFor();
    report({ frost: 0 });
    await alert.getByText('raised').waitFor({ state: 'detached' });
    await rest.end();
  });

  test('controls the device by keyboard alone, and shows its acknowledgement', async () => {
    const { page, ...rest } = await open('live');
    const heater = page.getByRole('switch', { name: /^加热/ });
    await heater.focus();
    const received = device.controlsReceived;
    await page.keyboard.press('Space');
    await device.controlReceived(received + 1);
    await expect.poll(() => heater.isChecked()).toBe(true);
    await page
      .getByRole('status')
      .getByText('acknowledged in')
      .or(page.getByText('acknowledged in'))
      .first()
      .waitFor();
    const target = page.getByRole('textbox', { name: /^目标温度/ });
    await target.fill('24.3');
    await page.keyboard.press('Enter');
    const control = await device.controlReceived(received + 2);
    expect(control.values.get('target_temperature')).toBe(193);
    await target.fill('999');
    await page.getByText('5.0 – 40.0, in steps of 0.1').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => target.inputValue()).toBe('24.3');
    await rest.end();
  });

  test('sends several changes in one command', async () => {
    const { page, ...rest } = await open('live');
    await page.getByRole('switch', { name: 'Send changes together' }).press('Space');
    await page.getByText('节能', { exact: true }).click();
    await page.getByRole('switch', { name: /^天窗/ }).press('Space');
    await page.getByText('2 changes').waitFor();
    const received = device.controlsReceived;
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const { values } = await device.controlReceived(received + 1);
    expect(Object.fromEntries(values)).toMatchObject({ mode: 2, vent_open: 1 });
    await page.getByRole('region', { name: 'Commands of this visit' }).getByText('运行模式: 节能').waitFor();
    await rest.end();
  });

  test('says so when the device does not acknowledge', { timeout: 30_000 }, async () => {
    const { page, ...rest } = await open('live', { mayComplain: true });
    device.answersCommands = false;
    await page.getByRole('switch', { name: /^加热/ }).press('Space');
    await page.getByText('waiting for the device').first().waitFor();
    await page.getByText('no acknowledgement within').first().waitFor({ timeout: 20_000 });
    device.answersCommands = true;
    await rest.end();
  });

  test('draws any data points over any period, and hands them out as CSV', async () => {
    const { page, ...rest } = await open('history');
    await page.getByRole('img', { name: '空气温度 over time' }).waitFor();
    await page.getByText('1 h', { exact: true }).click();
    await expect.poll(() => page.url()).toContain('period=1h');
    await page.getByRole('combobox', { name: 'Data points' }).click();
    await page.getByRole('option', { name: '加热' }).click();
    await page.getByRole('img', { name: '加热 over time' }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    expect(await readFile(await file.path(), 'utf8')).toMatch(
      /^\uFEFFtime,name,mean,min,max,last,count\r\n(.+\r\n)*20.+Z,air_temperature,/,
    );
    const [picture] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as PNG: 加热' }).click(),
    ]);
    expect((await readFile(await picture.path())).subarray(1, 4).toString()).toBe('PNG');
    await rest.end();
  });

  test('tells when it was online, and why it went', async () => {
    const { page, ...rest } = await open('connections');
    await page.getByRole('img', { name: /^Online for/ }).waitFor();
    await page.getByText('The same device logged in again elsewhere').first().waitFor();
    await rest.end();
  });

  test('shows frames as bytes and as values, and those that were rejected with the reason', async () => {
    const { page, ...rest } = await open('frames');
    await page.getByText('00 00 00 03', { exact: false }).first().waitFor();
    await page.getByText('空气温度').first().waitFor();
    await page.getByText('Rejected', { exact: true }).first().click();
    await page.getByText('c0 ff ee', { exact: true }).waitFor();
    await page.getByText('The frame does not begin with 00 00 00 03.').waitFor();
    expect(page.url()).toContain('kind=rejected');
    await rest.end();
  });

  test('lists its faults and alerts', async () => {
    const { page, ...rest } = await open('alarms');
    await page
      .getByRole('cell', { name: /^霜冻报警/ })
      .first()
      .waitFor();
    await page.getByText('Faults', { exact: true }).click();
    await page.getByRole('cell', { name: /^风机故障/ }).waitFor();
    await expect.poll(() => page.getByRole('cell', { name: /^霜冻报警/ }).count()).toBe(0);
    await rest.end();
  });

  test('lists the users who have bound it, and unbinds one who asks for it twice', async () => {
    const { page, ...rest } = await open('bindings');
    const users = () => stage.customer.greenhouse.api.get(`/users/search?type=did&val=${device.did}`);
    await page.getByRole('cell', { name: uid }).waitFor();
    await page.getByRole('button', { name: 'Unbind: wang' }).click();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await users()).meta.total).toBe(1);
    await page.getByRole('button', { name: 'Unbind: wang' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Unbind' }).click();
    await page.getByText('Nobody has bound this device.').waitFor();
    expect((await users()).meta.total).toBe(0);
    await rest.end();
  });

  test('takes its location, and says at the field what is wrong with it', async () => {
    const { page, ...rest } = await open('location', { mayComplain: true });
    await page.getByRole('button', { name: 'Change location' }).click();
    await page.getByRole('textbox', { name: 'City' }).fill('Guangzhou');
    await page.keyboard.press('Enter');
    await page.getByText('is required with region or city').waitFor();
    await page.getByRole('textbox', { name: 'Country' }).fill('China');
    await page.getByRole('textbox', { name: 'Latitude' }).fill('23.12');
    await page.getByRole('textbox', { name: 'Longitude' }).fill('113.26');
    await page.keyboard.press('Enter');
    await page.getByText('23°07.200′N 113°15.600′E').waitFor();
    expect(await deviceOverApi()).toMatchObject({ country: 'China', city: 'Guangzhou', latitude: 23.12 });
    await rest.end();
  });

  test('is moved into a group', async () => {
    const { greenhouse } = stage.customer;
    const { gid } = await greenhouse.api.post('/device_groups', {});
    const console = new ApiClient({
      server: stage.server,
      prefix: '/console/v1',
      authorization: `Bearer ${stage.server.adminToken}`,
    });
    await console.success('PATCH', `/products/${greenhouse.productKey}/device_groups/${gid}`, {
      name: '北区',
    });
    const { page, ...rest } = await open('live');
    await page.getByRole('button', { name: 'Change the group' }).click();
    await page.getByRole('combobox', { name: 'Group' }).click();
    await page.getByRole('option', { name: '北区' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('definition').filter({ hasText: '北区' }).waitFor();
    expect(await deviceOverApi()).toMatchObject({ gid });
    await rest.end();
  });

  test('shows a viewer everything, and nothing to change it with', async () => {
    const visitor = { username: 'viewer.li', password: 'chang-e-2026' };
    const members = `/enterprises/${stage.customer.enterpriseId}/members`;
    await adminApi(stage.server).post(members, { ...visitor, name: '李', role: 'viewer' });
    const { page, ...rest } = await open('live', { visitor });
    await page.getByText('shown live').waitFor();
    await page.getByRole('region', { name: 'Controls' }).getByText('加热').waitFor();
    expect(await page.getByRole('main').getByRole('switch').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Actions' }).count()).toBe(0);
    await rest.end();
  });

  test.each([
    ['en', 'light', 1280],
    ['zh', 'dark', 390],
  ] as const)(
    'can be used by everybody in %s, %s, %s pixels wide, whatever it shows',
    {
      timeout: 120_000,
    },
    async (language, appearance, widthPx) => {
      const view = await visit('live', { language, appearance, widthPx });
      for (const [index, tab] of tabs.entries()) {
        await view.page.getByRole('tab').nth(index).click();
        await view.page.getByRole('tabpanel').waitFor();
        await expect.poll(() => view.page.locator('.mantine-Skeleton-root').count()).toBe(0);
        expect(view.page.url().includes(`tab=${tab}`)).toBe(tab !== 'live');
        await view.requireAccessible();
        await view.requireNoSidewaysScroll();
      }
      await view.end();
    },
  );

  test('is disabled and enabled again: while it is away, it says why it cannot be controlled', async () => {
    const { page, ...rest } = await open('live');
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Disable device' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable device' }).click();
    await page.getByText('The device is disabled and cannot be controlled.').waitFor();
    expect(await page.getByRole('switch', { name: /^加热/ }).isDisabled()).toBe(true);
    await device.leave('disconnect');
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Enable device' }).click();
    await page.getByText('The device is offline and cannot be controlled.').waitFor();
    device.connect();
    await device.online();
    await expect.poll(() => page.getByRole('switch', { name: /^加热/ }).isDisabled()).toBe(false);
    await rest.end();
  });

  test('is erased when that is confirmed', async () => {
    const { page, ...rest } = await open('live');
    await device.leave('disconnect');
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete device' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete device' }).click();
    await expect.poll(() => page.url()).toContain('/devices?product_key=');
    await expect(deviceOverApi()).rejects.toThrow('5301');
    await rest.end();
  });
});

interface OpenOptions extends VisitOptions {
  /** Whether a refusal is part of the test: browsers report it as an error. */
  readonly mayComplain?: boolean;
}

async function open(tab: (typeof tabs)[number], { mayComplain = false, ...options }: OpenOptions = {}) {
  const view = await visit(tab, options);
  await view.page.getByRole('tabpanel').waitFor();
  const end = async () => {
    if (mayComplain) view.complaints.length = 0;
    await view.end();
  };
  return { page: view.page, end };
}
