import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { greenhouseController } from '../../model/example-products/greenhouse-controller.ts';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { deleteEnterprise, updateEnterprise } from '../../store/write-enterprise.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  secretsOf,
  type TestEnterprise,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

const hourMs = 3_600_000;

let api: EnterpriseApiUnderTest;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
});

afterAll(() => api.stop());

interface Account {
  readonly enterprise: TestEnterprise;
  readonly product: TestProduct;
  readonly token: string;
}

/** Of whose quota one call, for the token, is used. */
async function openAccount(hourlyQuota: number): Promise<Account> {
  const enterprise = await api.createEnterprise({ hourlyQuota });
  const product = await api.createProduct(enterprise, { definition: greenhouseController });
  return { enterprise, product, token: await api.tokenOf(enterprise, product) };
}

function quotaOf({ headers }: LightMyRequestResponse): number[] {
  return ['limit', 'remaining', 'reset'].map((name) => Number(headers[`x-ratelimit-${name}`]));
}

describe('the quota', () => {
  it('lets exactly as many of 300 concurrent calls through as it has', async () => {
    const { product, token } = await openAccount(201);
    const other = api.startApp();
    const calls = Array.from({ length: 300 }, (_, index) =>
      (index % 2 ? api.app : other).inject({
        url: `${product.path}/datapoint`,
        headers: { authorization: token },
      }),
    );
    const answers = await Promise.all(calls);
    const allowed = answers.filter(({ statusCode }) => statusCode === 200);
    const refused = answers.filter(({ statusCode }) => statusCode !== 200);
    expect(allowed.length).toBe(200);
    expect(new Set(refused.map(refusalOf))).toEqual(new Set(['403 5013']));
    const remaining = allowed.map((answer) => quotaOf(answer)[1]).sort((a, b) => a! - b!);
    expect(remaining).toEqual(Array.from({ length: 200 }, (_, index) => index));
    await other.close();
  });

  it('is one for all endpoints: with a token, with secrets, with the headers of the enterprise, in two processes', async () => {
    const { enterprise, product, token } = await openAccount(151);
    const other = api.startApp();
    const headers = {
      'x-gizwits-enterprise-id': enterprise.enterpriseId,
      'x-gizwits-enterprise-secret': enterprise.secret,
    };
    const query = `product_key=${product.productKey}&start_date=2026-11-22&end_date=2026-11-22`;
    const calls: InjectOptions[] = [
      { url: `${product.path}/datapoint`, headers: { authorization: token } },
      { url: `${product.path}/users/report/total`, headers: { authorization: token } },
      { url: `/v1/users/search?${query}`, headers },
      { url: `/v1/users/liveness_total?${query}`, headers },
      { url: `/v1/users/location?${query}`, headers },
      { url: `${product.path}/access_token`, method: 'POST', payload: secretsOf(enterprise, product) },
    ];
    const answers = await Promise.all(
      Array.from({ length: 240 }, (_, index) => (index % 4 < 2 ? api.app : other).inject(calls[index % 6]!)),
    );
    const allowed = answers.filter(({ statusCode }) => statusCode < 300);
    const refused = answers.filter(({ statusCode }) => statusCode >= 300);
    expect(new Set(refused.map(refusalOf))).toEqual(new Set(['403 5013']));
    const remaining = allowed.map((answer) => quotaOf(answer)[1]).sort((a, b) => a! - b!);
    expect(remaining).toEqual(Array.from({ length: 150 }, (_, index) => index));
    expect(refused.map((answer) => quotaOf(answer).slice(0, 2))).toEqual(refused.map(() => [151, 0]));
    await other.close();
  });

  it('holds across a new process on the same database', async () => {
    const { product, token } = await openAccount(3);
    const url = `${product.path}/datapoint`;
    await api.get(url, { token });
    const restarted = api.startApp();
    const headers = { authorization: token };
    expect((await restarted.inject({ url, headers })).statusCode).toBe(200);
    expect(refusalOf(await restarted.inject({ url, headers }))).toBe('403 5013');
    await restarted.close();
  });

  it('starts its hour at the first call and gives all calls back when it is over, not before', async () => {
    const startMs = api.nowMs;
    const { product, token } = await openAccount(2);
    const url = `${product.path}/datapoint`;
    const resetAt = Math.ceil((startMs + hourMs) / 1000);
    api.nowMs += 600_000;
    expect(quotaOf(await api.get(url, { token }))).toEqual([2, 0, resetAt]);
    api.nowMs = startMs + hourMs - 1;
    const refused = await api.get(url, { token });
    expect([refusalOf(refused), refused.headers['retry-after'], quotaOf(refused)]).toEqual([
      '403 5013',
      '1',
      [2, 0, resetAt],
    ]);
    api.nowMs = resetAt * 1000;
    const again = await api.get(url, { token });
    expect([again.statusCode, quotaOf(again)]).toEqual([200, [2, 1, resetAt + 3_600]]);
    api.nowMs = startMs;
  });

  it('does not count what it refuses: more calls are there at once when it is raised', async () => {
    const { enterprise, product, token } = await openAccount(2);
    const url = `${product.path}/datapoint`;
    for (let call = 0; call < 10; call++) await api.get(url, { token });
    await updateEnterprise(api.database, enterprise.enterpriseId, { hourlyQuota: 5 });
    expect(quotaOf(await api.get(url, { token })).slice(0, 2)).toEqual([5, 2]);
  });

  it('counts every authenticated call, the token call and refused forms too, and no other', async () => {
    const { enterprise, product, token } = await openAccount(100);
    const used = async () => 100 - quotaOf(await api.get(`${product.path}/datapoint`, { token }))[1]! - 1;
    expect(await used()).toBe(1);
    await api.get(`${product.path}/devices`, { token });
    await api.post(`${product.path}/devices/x/control`, { token, body: '{' });
    await api.post(`${product.path}/association`, { body: secretsOf(enterprise, product) });
    expect(await used()).toBe(5);
    await api.get(`${product.path}/nowhere`, { token });
    await api.get(`${product.path}/datapoint`, { token: newHexIdentifier() });
    await api.post(`${product.path}/access_token`, {
      body: { ...secretsOf(enterprise, product), product_secret: 'wrong' },
    });
    expect(await used()).toBe(6);
  });

  it('refuses the token call as well, and issues nothing', async () => {
    const { enterprise, product } = await openAccount(1);
    const answer = await api.post(`${product.path}/access_token`, { body: secretsOf(enterprise, product) });
    expect([refusalOf(answer), quotaOf(answer).slice(0, 2)]).toEqual(['403 5013', [1, 0]]);
  });

  it('is in the headers of every answer that has an enterprise, refusals included', async () => {
    const { enterprise, product, token } = await openAccount(100);
    const secrets = secretsOf(enterprise, product);
    const tokenCall = (body: object, path = product.path) => api.post(`${path}/access_token`, { body });
    const { product: foreignProduct } = await openAccount(100);
    const answers = {
      '201 undefined': await tokenCall(secrets),
      '200 undefined': await api.get(`${product.path}/datapoint`, { token }),
      '400 5004': await tokenCall({ ...secrets, enterprise_secret: 'wrong' }),
      '404 5015': await tokenCall(secrets, `/v1/products/${newHexIdentifier()}`),
      '400 5005': await tokenCall({ ...secrets, product_secret: 'wrong' }),
      '404 5007': await api.post(`${foreignProduct.path}/access_token`, {
        body: secretsOf(enterprise, foreignProduct),
      }),
      '400 5010': await api.get(`${foreignProduct.path}/datapoint`, { token }),
      '400 5008': await api.post(`${product.path}/association`, { body: secrets }),
      '400 5002': await api.get(`${product.path}/devices`, { token }),
      '400 5001': await api.post(`${product.path}/devices/x/control`, { token, body: '{' }),
      '404 5301': await api.get(`${product.path}/device_detail?mac=aa`, { token }),
    };
    for (const [refusal, answer] of Object.entries(answers)) {
      expect([refusal, quotaOf(answer)[0]]).toEqual([refusalOf(answer), 100]);
    }
    const remaining = Object.values(answers).map((answer) => quotaOf(answer)[1]);
    expect(remaining).toEqual([98, 97, 97, 97, 97, 97, 97, 96, 95, 94, 93]);
  });

  it('has not begun for an enterprise that never called', async () => {
    const enterprise = await api.createEnterprise();
    const body = { enterprise_id: enterprise.enterpriseId, enterprise_secret: 'x', product_secret: 'x' };
    const answer = await api.post(`/v1/products/${newHexIdentifier()}/access_token`, { body });
    const resetAt = Math.ceil((api.nowMs + hourMs) / 1000);
    expect([refusalOf(answer), quotaOf(answer)]).toEqual(['400 5004', [3600, 3600, resetAt]]);
  });

  it('of an enterprise erased a moment ago is no fault of the server', async () => {
    const { enterprise, product } = await openAccount(5);
    await deleteEnterprise(api.database, enterprise.enterpriseId);
    // The catalog of a process that has not heard of it yet.
    const answer = await api.post(`${product.path}/access_token`, { body: secretsOf(enterprise, product) });
    expect(['404 5003', '404 5007', '404 5015']).toContain(refusalOf(answer));
  });
});
