import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { encodeFrame } from '../../src/codec/frame.ts';
import { frameCommand } from '../../src/codec/frame-command.ts';
import { greenhouseController } from '../../src/model/example-products/greenhouse-controller.ts';
import { newDid } from '../../src/model/identifiers.ts';
import { adminApi } from '../customer.ts';
import { HandDrivenDevice } from '../hand-driven-device.ts';
import { ConsoleStage } from './console-stage.ts';
import type { ConsoleVisit } from './console-visit.ts';

vi.setConfig({ testTimeout: 60_000 });

const daySeconds = 86_400;
const passcode = 'WSIUADAGYY';
const viewer = { username: 'reader', password: 'a long pass phrase' };

let stage: ConsoleStage;

beforeAll(async () => {
  stage = await ConsoleStage.start();
  const member = { ...viewer, name: 'Reader', role: 'viewer' };
  await adminApi(stage.server).post(`/enterprises/${stage.customer.enterpriseId}/members`, member);
});

afterAll(() => stage?.close());

/** A product that is in adoption for so many days, or not. */
async function productInAdoption(days: number): Promise<string> {
  const { enterpriseId } = stage.customer;
  const admin = adminApi(stage.server);
  const body = { name: 'Moved', datapoints: greenhouseController };
  const { product_key } = await admin.post(`/enterprises/${enterpriseId}/products`, body);
  const adoption_until = days === 0 ? null : nowSeconds() + days * daySeconds;
  await admin.patch(`/products/${product_key}`, { adoption_until });
  return product_key;
}

const nowSeconds = () => Math.floor(Date.now() / 1000);
const adoptionUntil = async (productKey: string) =>
  (await adminApi(stage.server).get(`/products/${productKey}`)).adoption_until;
const device = (did: string) => adminApi(stage.server).get(`/devices/${did}`);
const tabOf = (productKey: string) => `/products/${productKey}?tab=adoption`;
const row = ({ page }: ConsoleVisit, did: string) => page.getByRole('row').filter({ hasText: did });

/** A module that holds a did from elsewhere, logged in. */
async function comeIn(productKey: string, did = newDid()): Promise<HandDrivenDevice> {
  const module = await HandDrivenDevice.connect(stage.server, { did, passcode });
  onTestFinished(() => module.end());
  await module.namesProduct(productKey);
  return module;
}

async function told({ page }: ConsoleVisit, text: string): Promise<void> {
  await page.getByRole('alert').filter({ hasText: text }).first().waitFor();
}

test('adoption is switched on and off, and a module that came in is approved with the keyboard and counts', async () => {
  const productKey = await productInAdoption(0);
  const visit = await stage.visit(tabOf(productKey));
  const { page } = visit;
  await page.getByText('Unknown devices are refused.').waitFor();
  await page.getByText(/^No device is waiting\. Adoption is for modules/).waitFor();
  await visit.requireAccessible();
  await page.getByRole('button', { name: '7 days' }).press('Enter');
  await page.getByText('Unknown devices may come in until').waitFor();
  const lasts = (await adoptionUntil(productKey)) - nowSeconds();
  expect(Math.abs(lasts - 7 * daySeconds)).toBeLessThan(60);

  const module = await comeIn(productKey);
  const { did } = module;
  await row(visit, did).getByText('unknown').waitFor();
  await row(visit, did).getByText('127.0.0.1').waitFor();
  await page.getByRole('checkbox', { name: `Select ${did}` }).press('Space');
  await page.getByRole('button', { name: 'Approve', exact: true }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Approve 1 device' });
  const mac = dialog.getByLabel(`MAC of ${did}`);
  await mac.fill('AA BB');
  await dialog.getByText('MAC is not well-formed').waitFor();
  expect(await dialog.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
  await visit.requireAccessible();
  await mac.fill('AA0000000A01');
  await mac.press('Enter');
  await told(visit, '1 device approved');
  await row(visit, did).waitFor({ state: 'detached' });

  await expect.poll(() => module.isConnected).toBe(false);
  const back = await comeIn(productKey, did);
  await back.publish(encodeFrame({ command: frameCommand.report, payload: Buffer.alloc(0) }), 1);
  expect(await device(did)).toMatchObject({ mac: 'aa0000000a01', is_online: true });

  await page.getByRole('button', { name: 'Switch off' }).press('Enter');
  await page.getByText('Unknown devices are refused.').waitFor();
  expect(await adoptionUntil(productKey)).toBeNull();
  await visit.end();
});

test('chosen ones are decided together, and one that cannot be approved stays with its reason', async () => {
  const productKey = await productInAdoption(1);
  const listed = newDid();
  const devices = [{ mac: 'AA0000000B01', did: listed }];
  await adminApi(stage.server).post(`/products/${productKey}/devices`, { devices });
  const modules = [await comeIn(productKey, listed), await comeIn(productKey), await comeIn(productKey)];
  const [, second, third] = modules.map(({ did }) => did) as [string, string, string];
  const visit = await stage.visit(tabOf(productKey));
  const { page } = visit;
  await row(visit, listed).getByText('aa0000000b01').waitFor();
  await page.getByRole('checkbox', { name: 'Select all' }).click();
  await page.getByRole('region', { name: 'Selected rows' }).getByText('3 selected').waitFor();
  await page.getByRole('checkbox', { name: `Select ${third}` }).click();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByLabel(`MAC of ${listed}`).getAttribute('readonly')).not.toBeNull();
  await dialog.getByLabel(`MAC of ${second}`).fill('aa0000000b01');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await told(visit, '1 device approved');
  await dialog.getByText('mac belongs to another device').waitFor();
  expect(await dialog.getByLabel(/^MAC of/).count()).toBe(1);
  await dialog.getByLabel(`MAC of ${second}`).fill('aa0000000b02');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect([await device(listed), await device(second)]).toMatchObject([
    { mac: 'aa0000000b01', has_passcode: true },
    { mac: 'aa0000000b02', has_passcode: true },
  ]);

  await page.getByRole('checkbox', { name: `Select ${third}` }).click();
  await page.getByRole('button', { name: 'Refuse' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
  await told(visit, '1 device refused');
  await expect.poll(() => modules.map(({ isConnected }) => isConnected)).toEqual([false, false, false]);
  await expect(comeIn(productKey, third)).rejects.toThrow();

  await page.getByText('Refused', { exact: true }).click();
  await page.getByRole('checkbox', { name: `Select ${third}` }).click();
  expect(await page.getByRole('button', { name: 'Refuse' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await page.getByText('None was refused.').waitFor();
  expect(await device(third)).toMatchObject({ mac: `unknown:${third.toLowerCase()}` });
  await visit.end();
});

test('all that were imported with their mac are approved at once, and nobody else', async () => {
  const productKey = await productInAdoption(1);
  const [first, second, unknown] = [newDid(), newDid(), newDid()];
  const devices = [first, second].map((did, index) => ({ mac: `AA0000000C0${index}`, did }));
  await adminApi(stage.server).post(`/products/${productKey}/devices`, { devices });
  for (const did of [first, unknown, second]) await comeIn(productKey, did);
  const visit = await stage.visit(tabOf(productKey));
  await visit.page.getByRole('button', { name: 'Approve all with a known MAC' }).press('Enter');
  const dialog = visit.page.getByRole('dialog');
  await dialog.waitFor();
  await visit.requireAccessible();
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await told(visit, '2 devices approved');
  await row(visit, first).waitFor({ state: 'detached' });
  await row(visit, unknown).waitFor();
  expect([await device(first), await device(second)]).toMatchObject([
    { has_passcode: true },
    { has_passcode: true },
  ]);
  await expect(device(unknown)).rejects.toThrow();
  await visit.end();
});

test('a viewer reads who waits, page by page, and decides nothing', async () => {
  const productKey = await productInAdoption(1);
  await stage.server.query(
    `insert into waiting_device (did, product_id, passcode_sealed, client_ip, client_network, first_seen_at, last_seen_at)
     select lpad(n::text, 22, '0'), p.id, '', '192.0.2.1', '192.0.2.1', to_timestamp(n), now()
     from product p, generate_series(1, 60) n where p.product_key = $1`,
    [productKey],
  );
  const visit = await stage.visit(tabOf(productKey), { visitor: viewer });
  const { page } = visit;
  await page.getByText('1–50 of 60').waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await row(visit, '60'.padStart(22, '0')).waitFor();
  expect(new URL(page.url()).searchParams.get('skip')).toBe('50');
  expect(await page.getByRole('checkbox').count()).toBe(0);
  expect(await page.getByRole('button', { name: /day|Switch off|Approve|Refuse/ }).count()).toBe(0);
  await visit.end();
});

test('on a phone in the dark in Chinese everybody can decide', async () => {
  const productKey = await productInAdoption(1);
  const { did } = await comeIn(productKey);
  const options = { appearance: 'dark', language: 'zh', widthPx: 390 } as const;
  const visit = await stage.visit(tabOf(productKey), options);
  const { page } = visit;
  await row(visit, did).getByRole('checkbox').click();
  await visit.requireAccessible();
  await visit.requireNoSidewaysScroll();
  await page.getByRole('button', { name: '批准', exact: true }).click();
  await page.getByRole('dialog').waitFor();
  await visit.requireAccessible();
  await visit.requireNoSidewaysScroll();
  await visit.end();
});
