import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readApiCalls, readCallCounts } from '../../store/read-api-calls.ts';
import {
  EnterpriseApiUnderTest,
  type TestEnterprise,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let authorization: string;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
});
afterAll(() => api.stop());

beforeEach(async () => {
  enterprise = await api.createEnterprise({ hourlyQuota: 3 });
  product = await api.createProduct(enterprise);
  authorization = `token ${await api.tokenOf(enterprise, product)}`;
  await recorded();
  api.nowMs += 1_000;
});

async function recorded() {
  await api.calls.write();
  const { enterpriseId } = enterprise;
  return readApiCalls(api.database, { enterpriseId, onlyErrors: false, limit: 10 });
}

const get = (url: string, headers: Record<string, string> = { authorization }) =>
  api.app.inject({ method: 'GET', url: `${product.path}${url}`, headers });

test('a call is recorded by its route, without what was asked', async () => {
  const answer = await get('/device_detail?mac=AABBCC&secret=hidden');
  const [call] = await recorded();
  expect(call).toMatchObject({
    method: 'GET',
    route: '/v1/products/:product_key/device_detail',
    productKey: product.productKey,
    status: 404,
    errorCode: '5301',
    clientIp: '127.0.0.1',
    requestId: answer.headers['x-request-id'],
  });
  expect(JSON.stringify(call)).not.toMatch(/AABBCC|hidden/);
});

test('an invalid parameter is recorded with what is wrong with it', async () => {
  await get('/devices/search?limit=many');
  const [call] = await recorded();
  expect(call).toMatchObject({ status: 400, errorCode: '5002', detail: expect.stringContaining('limit') });
});

test('calls that the quota refuses are counted as such', async () => {
  // The token has been the first call.
  for (let i = 0; i < 4; i++) await get('/devices/search');
  expect((await recorded())[0]).toMatchObject({ status: 403, errorCode: '5013' });
  const { enterpriseId } = enterprise;
  const span = { fromMs: 0, toMs: api.nowMs + 1, periodS: 3600 } as const;
  const [count] = await readCallCounts(api.database, enterpriseId, span);
  expect(count).toMatchObject({ errors: 2, refusals: 2 });
});

test('what a stranger sends is recorded nowhere, and what PostgreSQL does not take is no obstacle', async () => {
  const secrets = { enterprise_id: enterprise.enterpriseId, enterprise_secret: enterprise.secret };
  await get('/devices', { authorization: 'token unknown' });
  const answer = await api.app.inject({
    method: 'POST',
    url: '/v1/products/no%00product/access_token',
    payload: { ...secrets, product_secret: 'wrong' },
  });
  expect(answer.json()).toMatchObject({ error_code: '5015' });
  expect(await recorded()).toMatchObject([
    { errorCode: '5015', productKey: 'no\u{fffd}product' },
    { status: 201, errorCode: null },
  ]);
});
