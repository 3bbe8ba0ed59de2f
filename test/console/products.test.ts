import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { greenhouseController } from '../../src/model/example-products/greenhouse-controller.ts';
import { adminApi } from '../customer.ts';
import { ConsoleStage } from './console-stage.ts';
import type { ConsoleVisit } from './console-visit.ts';

vi.setConfig({ testTimeout: 90_000 });

let stage: ConsoleStage;

beforeAll(async () => {
  stage = await ConsoleStage.start();
});

afterAll(() => stage.close());

const product = (productKey: string) => adminApi(stage.server).get(`/products/${productKey}`);

const createProduct = (name: string, datapoints?: object) =>
  adminApi(stage.server).post(`/enterprises/${stage.customer.enterpriseId}/products`, { name, datapoints });

/** Waits until the page says that something is done. */
async function told({ page }: ConsoleVisit, text: string | RegExp): Promise<void> {
  await page.getByRole('alert').filter({ hasText: text }).first().waitFor();
}

describe('the list of products', () => {
  test('tells of each how many of its devices are online', async () => {
    await stage.device(stage.customer.greenhouse, 'c0ffee000001');
    const visit = await stage.visit('/products');
    const row = visit.page.getByRole('row').filter({ hasText: stage.customer.greenhouse.productKey });
    await row.getByText('1 of 1').waitFor();
    await row.getByText('standard').waitFor();
    await visit.end();
  });

  test.each([
    ['light', 'en', 1280],
    ['dark', 'zh', 390],
  ] as const)('can be used by everybody: %s, %s, %i px', async (appearance, language, widthPx) => {
    const visit = await stage.visit('/products', { appearance, language, widthPx });
    await visit.page.getByRole('link', { name: '温室' }).waitFor();
    await visit.requireAccessible();
    await visit.requireNoSidewaysScroll();
    await visit.page
      .getByRole('button', { name: language === 'en' ? 'Create a product' : '创建产品' })
      .click();
    await visit.page.getByRole('dialog').waitFor();
    await visit.requireAccessible();
    await visit.end();
  });
});

test('a product is made with the keyboard, edited, saved, tried on a virtual device and controlled', async () => {
  const visit = await stage.visit('/products');
  const { page } = visit;
  await page.getByRole('button', { name: 'Create a product' }).press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('Balcony');
  await page.getByLabel('Begin empty').focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('combobox', { name: 'Example' }).waitFor();
  await page.getByLabel('Name').press('Enter');
  await page.getByText('Keep this secret now').waitFor();
  await visit.requireAccessible();
  const secret = await page.getByRole('dialog').locator('pre').last().innerText();
  await page.getByRole('button', { name: 'To the product' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Balcony' }).waitFor();
  const productKey = new URL(page.url()).pathname.split('/').at(-1)!;

  // Its secret is the one that was shown.
  const { enterpriseId, enterpriseSecret } = stage.customer;
  const token = await page.request.post(`${stage.origin}/v1/products/${productKey}/access_token`, {
    data: { enterprise_id: enterpriseId, enterprise_secret: enterpriseSecret, product_secret: secret },
  });
  expect(token.status()).toBe(201);

  const drawing = page.getByRole('group', { name: 'Report' });
  await drawing.getByRole('button', { name: /^heater .*byte 0, bit 0$/ }).waitFor();
  await page.getByRole('button', { name: 'Add a data point' }).press('Enter');
  // The name of the new one is selected.
  await page.keyboard.type('heater');
  await page.getByText('Another data point has this name').first().waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await page.keyboard.type('_2');
  await drawing.getByRole('button', { name: /^heater_2 / }).waitFor();
  await visit.requireAccessible();
  await page.getByText('Devices in the field will need new firmware.').waitFor();
  await page.getByRole('button', { name: 'Save' }).press('Enter');
  await page.getByRole('dialog').getByText('heater_2', { exact: true }).waitFor();
  await visit.requireAccessible();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect((await product(productKey)).definition_version).toBe(1);
  await page.getByRole('button', { name: 'Save' }).press('Enter');
  await page.getByRole('button', { name: 'Save anyway' }).press('Enter');
  await told(visit, 'Saved as version 2');
  const saved = await product(productKey);
  expect(saved.definition_version).toBe(2);
  expect(saved.datapoints.entities[0].attrs.map(({ name }: { name: string }) => name)).toContain('heater_2');

  await page.getByRole('tab', { name: 'Virtual device' }).click();
  await page.getByRole('button', { name: 'Start' }).press('Enter');
  await page.getByRole('status').filter({ hasText: 'online' }).waitFor();
  const light = page.getByRole('textbox', { name: '补光亮度' });
  await light.fill('42');
  await light.press('Enter');
  const virtualDevice = `${stage.origin}/console/v1/products/${productKey}/virtual_device`;
  const shown = async () => (await page.request.get(virtualDevice)).json();
  await expect.poll(async () => (await shown()).attrs.grow_light).toBe(42);
  const { did } = await shown();
  const heater = page.getByRole('switch', { name: '加热' });
  const wasOn = await heater.isChecked();
  const control = await page.request.post(
    `${stage.origin}/v1/products/${productKey}/devices/${did}/control`,
    {
      headers: { authorization: `token ${(await token.json()).token}` },
      data: { attrs: { heater: !wasOn } },
    },
  );
  expect(control.status()).toBe(200);
  await expect.poll(() => heater.isChecked()).toBe(!wasOn);
  await visit.requireAccessible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('menuitem', { name: 'Stop and erase the device' }).click();
  await page.getByRole('button', { name: 'Start' }).waitFor();
  await visit.end();
});

describe('a product', () => {
  test.each([
    ['light', 'en', 1280],
    ['dark', 'zh', 390],
  ] as const)(
    'can be used by everybody on every tab: %s, %s, %i px',
    async (appearance, language, widthPx) => {
      const { productKey } = stage.customer.greenhouse;
      const visit = await stage.visit(`/products/${productKey}`, { appearance, language, widthPx });
      await visit.page.getByRole('button', { name: /^heater\b/ }).waitFor();
      for (const tab of await visit.page.getByRole('tab').all()) {
        await tab.click();
        await visit.page.getByRole('heading', { level: 2 }).first().waitFor();
        await visit.requireAccessible();
        await visit.requireNoSidewaysScroll();
      }
      await visit.end();
    },
  );

  test('begins with a definition that somebody brings, or says what is wrong with it', async () => {
    const { product_key: productKey } = await createProduct('Empty');
    const visit = await stage.visit(`/products/${productKey}`);
    const { page } = visit;
    await page.getByText('There are no data points yet').waitFor();
    await page.getByRole('button', { name: 'Import JSON' }).click();
    const text = page.getByLabel('Definition', { exact: true });
    await text.fill('{');
    await page.getByRole('button', { name: 'Take it over' }).click();
    await page.getByText(/This is not JSON/).waitFor();
    const attr = { name: 'on', data_type: 'bool', type: 'status_writable' };
    const sketch = { name: 'Lamp', protocolType: 'var_len', entities: [{ attrs: [attr] }] };
    await text.fill(JSON.stringify(sketch));
    await page.getByRole('button', { name: 'Take it over' }).click();
    await page
      .getByRole('group', { name: 'Report' })
      .getByRole('button', { name: /^on .*flag/ })
      .waitFor();
    await page.getByText('This becomes the first version.').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await told(visit, 'Saved as version 1');
    expect(await product(productKey)).toMatchObject({ protocol_type: 'var_len', definition_version: 1 });
    await visit.end();
  });

  test('has settings, and those alone that were changed are changed', async () => {
    const { product_key: productKey } = await createProduct('Set', greenhouseController);
    const visit = await stage.visit(`/products/${productKey}?tab=settings`);
    const { page } = visit;
    await page.getByRole('switch', { name: 'Only bound devices can be controlled' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('combobox', { name: 'Registration' }).click();
    await page.getByRole('option', { name: 'Imported devices only' }).click();
    await page.getByLabel('Messages per second and device').fill('5');
    await page.getByRole('combobox', { name: 'Data point for longitude' }).click();
    await page.getByRole('option', { name: /air_temperature/ }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await told(visit, 'Settings saved');
    expect(await product(productKey)).toMatchObject({
      name: 'Set',
      control_requires_binding: true,
      registration: 'preregistered',
      max_messages_per_second: 5,
      longitude_attr: 'air_temperature',
      definition_version: 1,
    });
    await visit.end();
  });

  test('takes lists of devices and shows the lines that it refuses', async () => {
    const { product_key: productKey } = await createProduct('Import', greenhouseController);
    const visit = await stage.visit(`/products/${productKey}?tab=devices`);
    const { page } = visit;
    await page
      .getByLabel('Devices', { exact: true })
      .fill('mac,device_sn\nc0ffee0000a1,sn-1\n!bad,\n\nc0ffee0000a2');
    await page.getByRole('button', { name: 'Import 3' }).click();
    await page.getByText('2 devices were imported.').waitFor();
    const refused = page.getByRole('table', { name: 'Refused lines' }).getByRole('row').last();
    expect(await refused.getByRole('cell').allInnerTexts()).toEqual(['3', '!bad', 'mac is not well-formed']);
    await visit.requireAccessible();
    await visit.end();
    const { objects } = await adminApi(stage.server).get(`/products/${productKey}/devices`);
    expect(objects.map(({ mac }: { mac: string }) => mac).sort()).toEqual(['c0ffee0000a1', 'c0ffee0000a2']);
  });

  test('gets a new secret, shown once, and is deleted when its name is typed', async () => {
    const { product_key: productKey, product_secret: before } = await createProduct('Short-lived');
    const visit = await stage.visit(`/products/${productKey}?tab=keys`);
    const { page } = visit;
    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    await page.getByText('Keep this secret now').waitFor();
    const dialog = page.getByRole('dialog');
    expect(await dialog.locator('pre').last().innerText()).not.toBe(before);
    await visit.requireAccessible();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Delete the product' }).click();
    expect(await page.getByRole('button', { name: 'Delete for good' }).isDisabled()).toBe(true);
    await page.getByLabel('Type Short-lived to confirm').fill('Short-lived');
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByRole('heading', { level: 1, name: 'Products' }).waitFor();
    await told(visit, 'Short-lived is deleted');
    await expect(product(productKey)).rejects.toThrow('5015');
    await visit.end();
  });

  test('shows a viewer everything and lets him change nothing', async () => {
    const { enterpriseId, greenhouse } = stage.customer;
    const viewer = { username: 'reader', password: 'a long pass phrase' };
    const member = { ...viewer, name: 'Reader', role: 'viewer' };
    await adminApi(stage.server).post(`/enterprises/${enterpriseId}/members`, member);
    const visit = await stage.visit(`/products/${greenhouse.productKey}`, { visitor: viewer });
    const { page } = visit;
    await page.getByRole('button', { name: /^heater\b/ }).waitFor();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual([
      'Data points',
      'Virtual device',
      'Settings',
      'Adoption',
      'Keys',
    ]);
    for (const name of [/Add a data point/, /^Remove/, /^Move/]) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
    await page.getByRole('tab', { name: 'Settings' }).click();
    expect(await page.getByRole('switch', { name: 'Allow remote control' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
    await visit.end();
  });
});
