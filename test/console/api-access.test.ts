import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from '../api-client.ts';
import { adminApi } from '../customer.ts';
import { ConsoleStage } from './console-stage.ts';

const datapoint = 'get_v1_products_product_key_datapoint';
const viewer = { username: 'lin', password: 'a long way round' };

let stage: ConsoleStage;

beforeAll(async () => {
  stage = await ConsoleStage.start();
  const members = `/enterprises/${stage.customer.enterpriseId}/members`;
  await adminApi(stage.server).post(members, { ...viewer, name: '林', role: 'viewer' });
  await stage.customer.greenhouse.api.get('/devices/search');
  await stage.customer.greenhouse.api.call('POST', '/devices/nosuch/control', { attrs: {} });
}, 120_000);

afterAll(() => stage?.close());

/** The value that stands below its name where a secret is shown. */
async function shownSecret(page: Page, name: string): Promise<string> {
  const dialog = page.getByRole('dialog').filter({ hasText: name });
  await dialog.waitFor();
  return dialog.locator('pre').last().innerText();
}

const askTokenWith = (enterpriseSecret: string) => {
  const { enterpriseId, greenhouse } = stage.customer;
  const prefix = `/v1/products/${greenhouse.productKey}`;
  return new ApiClient({ server: stage.server, prefix }).call('POST', '/access_token', {
    enterprise_id: enterpriseId,
    enterprise_secret: enterpriseSecret,
    product_secret: greenhouse.productSecret,
  });
};

describe('the page of the API access', () => {
  test('shows the ids in calls to begin with, and how much of the quota is used', async () => {
    const visit = await stage.visit('/api-access');
    const { page } = visit;
    await page.getByText(stage.customer.enterpriseId).first().waitFor();
    await page.getByText(/of 3,600 calls of this hour used/).waitFor();
    await page.getByText(`/v1/products/${stage.customer.greenhouse.productKey}/access_token`).waitFor();
    await visit.requireAccessible();
    await visit.end();
  });

  test('works on a phone in the dark in Chinese', async () => {
    const visit = await stage.visit('/api-access', { language: 'zh', appearance: 'dark', widthPx: 390 });
    await visit.page.getByText(/本小时已调用/).waitFor();
    await visit.requireAccessible();
    await visit.requireNoSidewaysScroll();
    await visit.end();
  });

  test('lists the latest calls, and on demand those that failed alone', async () => {
    const visit = await stage.visit('/api-access?tab=calls');
    const { page } = visit;
    await page.getByText('GET /v1/products/:product_key/devices/search').waitFor();
    await page.getByText('Errors only').click();
    await page.getByText('GET /v1/products/:product_key/devices/search').waitFor({ state: 'detached' });
    await page
      .getByText(/404 · error/)
      .first()
      .waitFor();
    expect(new URL(page.url()).searchParams.get('errors')).toBe('1');
    await visit.requireAccessible();
    await stage.customer.valve.api.call('POST', '/devices/unheard/control', { attrs: {} });
    await expect.poll(() => page.getByText(/404 · error/).count(), { timeout: 15_000 }).toBe(2);
    await visit.end();
  });

  test('takes addresses into the allow-list, and says which is none', async () => {
    const visit = await stage.visit('/api-access');
    const { page } = visit;
    const addresses = page.getByRole('combobox', { name: 'Addresses' });
    await addresses.fill('203.0.113.300');
    await addresses.press('Enter');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByText('203.0.113.300 is neither an address nor a network').waitFor();
    await addresses.press('Backspace');
    await addresses.fill('127.0.0.0/8');
    await addresses.press('Enter');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByText('Saved').waitFor();
    const { enterpriseId } = stage.customer;
    const enterprise = await adminApi(stage.server).get(`/enterprises/${enterpriseId}`);
    expect(enterprise.ip_allow_list).toEqual(['127.0.0.0/8']);
  });

  test('opens the debug page with a token, which is in no address and works', async () => {
    const visit = await stage.visit(`/api-access?product_key=${stage.customer.greenhouse.productKey}`);
    const opening = visit.page.context().waitForEvent('page');
    await visit.page.getByRole('button', { name: 'Open with a token' }).press('Enter');
    const opened = await opening;
    await opened.waitForURL('**/docs');
    await opened.evaluate(`location.hash = '#!/${datapoint}'`);
    const operation = opened.locator(`.opblock[id$="-${datapoint}"]`);
    const productKey = operation.locator('tr[data-param-name="product_key"] input');
    await productKey.waitFor();
    expect(await productKey.inputValue()).toBe(stage.customer.greenhouse.productKey);
    await operation.locator('.execute').click();
    await operation.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    expect(opened.url()).not.toMatch(/token=|[0-9a-f]{32}/);
    const left = 'sessionStorage.length';
    expect([await opened.evaluate(left), await visit.page.evaluate(left)]).toEqual([0, 0]);
    await visit.end();
  });

  test('gives out a new secret, shown once, with which the old one ends', async () => {
    const visit = await stage.visit('/api-access');
    const { page } = visit;
    await page.getByRole('button', { name: 'New secret' }).click();
    await visit.requireAccessible();
    await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
    const secret = await shownSecret(page, 'enterprise_secret');
    await visit.requireAccessible();
    await page.getByRole('button', { name: 'I have kept it' }).press('Enter');
    await page.getByText(secret).waitFor({ state: 'detached' });
    expect((await askTokenWith(stage.customer.enterpriseSecret)).status).toBe(400);
    expect((await askTokenWith(secret)).status).toBe(201);
    await visit.end();
  });

  test('makes an app with a secret, and deletes it', async () => {
    const visit = await stage.visit('/api-access?tab=apps');
    const { page } = visit;
    await page.getByRole('button', { name: 'Create an app' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Farmers');
    await page.keyboard.press('Enter');
    expect(await shownSecret(page, 'app_secret')).toMatch(/^[0-9a-f]{32}$/);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('cell', { name: 'Farmers', exact: true }).waitFor();
    await visit.requireAccessible();
    await page.getByRole('button', { name: 'Delete the app: Farmers' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the app' }).click();
    await page.getByText('There is no app yet').waitFor();
    await visit.end();
  });

  test('adds a member, who logs in and gives himself another password', async () => {
    const member = { username: 'wang', password: 'moon cake 8' };
    const visit = await stage.visit('/api-access?tab=members');
    const { page } = visit;
    await page.getByRole('button', { name: 'Add a member' }).click();
    await page.getByLabel('User name').fill(viewer.username);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('王');
    await page.getByRole('radio', { name: 'Manager' }).check();
    await page.getByRole('textbox', { name: 'Password' }).fill(member.password);
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog')
      .getByText(/username/)
      .waitFor();
    await visit.requireAccessible();
    await page.getByLabel('User name').fill(member.username);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: '王', exact: true }).waitFor();

    const own = await stage.visit('/api-access?tab=members', { visitor: member });
    await own.page.getByRole('button', { name: 'Account' }).press('Enter');
    await own.page.getByRole('menuitem', { name: 'Change password' }).press('Enter');
    await own.page.getByRole('textbox', { name: 'Present password' }).fill(member.password);
    await own.page.getByRole('textbox', { name: 'New password', exact: true }).fill('jade rabbit 9');
    await own.page.getByRole('textbox', { name: 'New password once more' }).fill('jade rabbit');
    await own.page.keyboard.press('Enter');
    await own.page.getByText('The two are not the same').waitFor();
    await own.requireAccessible();
    await own.page.getByRole('textbox', { name: 'New password once more' }).fill('jade rabbit 9');
    await own.page.keyboard.press('Enter');
    await own.page.getByText('The password is changed').waitFor();
    await own.end();
    await (await stage.visit('/api-access', { visitor: { ...member, password: 'jade rabbit 9' } })).end();
  });

  test('shows a viewer everything and lets him change nothing', async () => {
    const visit = await stage.visit('/api-access', { visitor: viewer });
    const { page } = visit;
    await page.getByText(/calls of this hour used/).waitFor();
    const changing = ['New secret', 'Open with a token', 'Save'];
    for (const name of changing) expect(await page.getByRole('button', { name }).count()).toBe(0);
    expect(await page.getByRole('tab', { name: 'Enterprises' }).count()).toBe(0);
    await page.getByRole('tab', { name: 'Members' }).click();
    await page.getByRole('cell', { name: 'lin', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Add a member' }).count()).toBe(0);
    await page.getByRole('tab', { name: 'Audit log' }).click();
    await page
      .getByRole('cell', { name: /Member at the console · lin/ })
      .first()
      .waitFor();
    await visit.requireAccessible();
    await visit.end();
  });

  test('makes, changes and deletes enterprises, for the administrator', async () => {
    const visit = await stage.visit('/api-access?tab=enterprises');
    const { page } = visit;
    await page.getByRole('button', { name: 'Create an enterprise' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Short-lived');
    await page.keyboard.press('Enter');
    expect(await shownSecret(page, 'enterprise_secret')).toMatch(/^[0-9a-f]{32}$/);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('button', { name: 'Edit name and quota: Short-lived' }).click();
    await page.getByRole('textbox', { name: 'Calls per hour' }).fill('500');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: '500', exact: true }).waitFor();
    await visit.requireAccessible();
    await page.getByRole('button', { name: 'Delete the enterprise: Short-lived' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Delete the enterprise' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('Short-lived');
    await confirm.click();
    await page.getByRole('cell', { name: 'Short-lived', exact: true }).waitFor({ state: 'detached' });
    await visit.end();
  });
});
