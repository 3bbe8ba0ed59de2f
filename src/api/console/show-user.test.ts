import { afterAll, beforeAll, expect, test } from 'vitest';
import { bindSomebody } from '../../../test/bind-somebody.ts';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';
import { cookieOfMember } from './member-cookie.test-helper.ts';

const uid = 'b'.repeat(32);

let api: ConsoleApi;
let product: ConsoleTestProduct;

beforeAll(async () => {
  api = await startConsoleApi();
  product = await api.createProduct();
});

afterAll(() => api.close());

async function asMember(enterpriseId: string, path: string) {
  const cookie = await cookieOfMember(api, enterpriseId, 'viewer');
  const answer = await api.app.inject({ url: `/console/v1${path}`, headers: { cookie } });
  return answer.json();
}

test('a user is shown with the devices bound to him, the newest binding first', async () => {
  const first = await api.createDevice(product, 'aa01');
  const second = await api.createDevice(product, 'aa02');
  await bindSomebody(api.database, first.deviceId, { uid, boundAtMs: 1_000 });
  await bindSomebody(api.database, second.deviceId, { uid, boundAtMs: 2_000 });
  const shown = await api.succeed('GET', `/users/${uid}`);
  expect(shown).toMatchObject({
    uid,
    enterprise_id: product.enterpriseId,
    username: null,
    is_anonymous: false,
    created_at: 1,
    devices: [
      { did: second.did, mac: 'aa02', product_key: product.productKey, is_online: false, reported_at: null },
      { did: first.did, role: 'normal' },
    ],
  });
  expect(await asMember(product.enterpriseId, `/users/${uid}`)).toEqual(shown);
});

test('a user of another enterprise is as unknown as nobody', async () => {
  const { enterpriseId: other } = await api.createProduct();
  const ofNobody = await asMember(other, `/users/${'c'.repeat(32)}`);
  expect(ofNobody).toMatchObject({ error_code: '5017' });
  expect(await asMember(other, `/users/${uid}`)).toEqual(ofNobody);
  expect((await api.call('GET', '/users/nobody')).body).toEqual(ofNobody);
});
