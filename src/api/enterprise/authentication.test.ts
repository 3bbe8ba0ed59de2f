import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { greenhouseController } from '../../model/example-products/greenhouse-controller.ts';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { Database } from '../../store/database.ts';
import { updateEnterprise } from '../../store/write-enterprise.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  secretsOf,
  type TestEnterprise,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

const unknown = newHexIdentifier();

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let stranger: TestEnterprise;
let product: TestProduct;
let foreignProduct: TestProduct;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  enterprise = await api.createEnterprise();
  stranger = await api.createEnterprise();
  product = await api.createProduct(enterprise, { definition: greenhouseController });
  foreignProduct = await api.createProduct(stranger, { definition: greenhouseController });
});

afterAll(() => api.stop());

describe('POST access_token', () => {
  const secrets = () => secretsOf(enterprise, product);
  const ask = (body: unknown, path = product.path) => api.post(`${path}/access_token`, { body });

  it('issues a token that is valid for 7 days, under both names of the document', async () => {
    const answer = await ask(secrets());
    const expiredAt = Math.floor(api.nowMs / 1000) + 7 * 86_400;
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({
      token: expect.stringMatching(/^[0-9a-f]{32}$/),
      expired_at: expiredAt,
      expire_at: expiredAt,
    });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('keeps several tokens of one pair valid side by side, and no token in clear text', async () => {
    const tokens = [await api.tokenOf(enterprise, product), await api.tokenOf(enterprise, product)];
    for (const token of tokens) {
      expect((await api.get(`${product.path}/datapoint`, { token })).statusCode).toBe(200);
    }
    const { rows } = await api.database.query<{ row: string }>('select t::text as row from access_token t');
    expect(rows.map(({ row }) => row).join()).not.toContain(tokens[0]);
  });

  it('reads the body as JSON when curl calls it a form', async () => {
    const answer = await api.post(`${product.path}/access_token`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: secrets(),
    });
    expect(answer.statusCode).toBe(201);
  });

  it.each(['', 'enterprise_id=1', '{'])('answers 5001 to the body %j', async (body) => {
    expect(refusalOf(await ask(body))).toBe('400 5001');
  });

  it.each(['enterprise_id', 'enterprise_secret', 'product_secret'])(
    'answers 5002 without %s',
    async (name) => {
      for (const value of [undefined, null, 5, {}]) {
        const answer = await ask({ ...secrets(), [name]: value });
        expect(refusalOf(answer)).toBe('400 5002');
        expect(answer.json().detail).toMatch(new RegExp(`^${name}: `));
      }
    },
  );

  it('answers 5002 to JSON that is no object', async () => {
    expect(refusalOf(await ask([]))).toBe('400 5002');
  });

  it('answers 5003, 5004, 5015, 5005 and 5007 in this order', async () => {
    const wrong = {
      enterprise_id: unknown,
      enterprise_secret: unknown,
      product_secret: unknown,
    };
    const nowhere = `/v1/products/${unknown}`;
    expect(refusalOf(await ask(wrong, nowhere))).toBe('404 5003');
    expect(refusalOf(await ask({ ...wrong, enterprise_id: enterprise.enterpriseId }, nowhere))).toBe(
      '400 5004',
    );
    expect(refusalOf(await ask({ ...secrets(), product_secret: unknown }, nowhere))).toBe('404 5015');
    expect(refusalOf(await ask({ ...secrets(), product_secret: unknown }))).toBe('400 5005');
    expect(refusalOf(await ask(secretsOf(enterprise, foreignProduct), foreignProduct.path))).toBe('404 5007');
  });
});

describe('a product endpoint', () => {
  const ask = (authorization?: string, path = product.path) =>
    api.get(`${path}/datapoint`, { headers: authorization === undefined ? {} : { authorization } });

  it('takes the token in any of the forms that live programs send', async () => {
    const token = await api.tokenOf(enterprise, product);
    const forms = [
      `token ${token}`,
      `Token  ${token}`,
      `TOKEN\t${token} `,
      token,
      ` ${token}`,
      `token${token}`,
    ];
    for (const form of forms) expect([form, (await ask(form)).statusCode]).toEqual([form, 200]);
    const answer = await api.app.inject({
      url: `${product.path}/datapoint`,
      headers: { AUTHORIZATION: `token ${token}` },
    });
    expect(answer.statusCode).toBe(200);
  });

  it('answers 5015 to an unknown product key before it looks at the token', async () => {
    expect(refusalOf(await ask(undefined, `/v1/products/${unknown}`))).toBe('404 5015');
  });

  it.each([undefined, '', ' ', 'token', 'token ', 'Bearer abc', 'token a b'])(
    'answers 5009 to the Authorization header %j',
    async (header) => expect(refusalOf(await ask(header))).toBe('400 5009'),
  );

  it('answers 5010 to a token that is unknown or was given for another product', async () => {
    const foreignToken = await api.tokenOf(stranger, foreignProduct);
    for (const token of [unknown, 'x', foreignToken]) {
      expect([token, refusalOf(await ask(`token ${token}`))]).toEqual([token, '400 5010']);
    }
  });

  it('answers 5011 only when now is greater than expired_at, and still does a week later', async () => {
    const token = await api.tokenOf(enterprise, product);
    const issuedAtMs = api.nowMs;
    const expiredAtMs = (Math.floor(issuedAtMs / 1000) + 7 * 86_400) * 1000;
    api.nowMs = expiredAtMs + 999;
    expect((await ask(token)).statusCode).toBe(200);
    for (const afterMs of [1_000, 7 * 86_400_000]) {
      api.nowMs = expiredAtMs + afterMs;
      await api.tokenOf(enterprise, product);
      expect(refusalOf(await ask(token))).toBe('400 5011');
    }
    api.nowMs = issuedAtMs;
  });

  it('answers 404 to a path that does not exist', async () => {
    expect(refusalOf(await api.get(`${product.path}/nothing`))).toBe('404 5002');
  });
});

describe('an allow-list', () => {
  const allowed = async (list: string[], address: string) => {
    await updateEnterprise(api.database, enterprise.enterpriseId, { ipAllowList: list });
    await api.catalog.reload();
    const body = secretsOf(enterprise, product);
    const answer = await api.post(`${product.path}/access_token`, { body, address });
    return answer.statusCode === 201 ? 'allowed' : refusalOf(answer);
  };

  it.each([
    [[], '198.51.100.7', 'allowed'],
    [['198.51.100.7'], '198.51.100.7', 'allowed'],
    [['198.51.100.7'], '::ffff:198.51.100.7', 'allowed'],
    [['198.51.100.7'], '198.51.100.8', '400 5012'],
    [['203.0.113.1', '198.51.100.0/24'], '198.51.100.8', 'allowed'],
    [['198.51.100.0/24'], '198.51.101.8', '400 5012'],
    [['2001:db8::/32'], '2001:db8:1::5', 'allowed'],
    [['2001:db8::/32'], '2001:db9::5', '400 5012'],
    [['2001:db8::5'], '2001:0db8:0::5', 'allowed'],
    [['2001:db8::/32'], '198.51.100.7', '400 5012'],
  ])('%j for a caller from %s: %s', async (list, address, expected) => {
    expect(await allowed(list, address)).toBe(expected);
    await allowed([], address);
  });

  it('answers 5012 after the enterprise is known and before its secret', async () => {
    await allowed(['203.0.113.1'], '198.51.100.7');
    const body = { ...secretsOf(enterprise, product), enterprise_secret: unknown };
    const url = `${product.path}/access_token`;
    expect(refusalOf(await api.post(url, { body: { ...body, enterprise_id: unknown } }))).toBe('404 5003');
    expect(refusalOf(await api.post(url, { body }))).toBe('400 5012');
    await allowed([], '');
  });

  it('holds for tokens too, after expiry and before the association', async () => {
    const token = await api.tokenOf(enterprise, product);
    await allowed(['203.0.113.1'], '198.51.100.7');
    expect(refusalOf(await api.get(`${product.path}/datapoint`, { token }))).toBe('400 5012');
    await allowed([], '');
  });

  it('is held against X-Forwarded-For from configured proxies only', async () => {
    const token = await api.tokenOf(enterprise, product);
    await allowed(['203.0.113.1'], '198.51.100.7');
    const request = {
      url: `${product.path}/datapoint`,
      headers: { authorization: token, 'x-forwarded-for': '203.0.113.1' },
    };
    expect(refusalOf(await api.app.inject(request))).toBe('400 5012');
    const behindProxy = api.startApp(['127.0.0.1']);
    expect((await behindProxy.inject(request)).statusCode).toBe(200);
    await behindProxy.close();
    await allowed([], '');
  });
});

describe('an allow-list behind proxies', () => {
  const list = ['203.0.113.0/24', '2001:db8:5::/48'];
  const proxies = ['192.0.2.0/24', '2001:db8:f::/64'];

  beforeAll(async () => {
    await updateEnterprise(api.database, enterprise.enterpriseId, { ipAllowList: list });
    await api.catalog.reload();
  });

  afterAll(async () => {
    await updateEnterprise(api.database, enterprise.enterpriseId, { ipAllowList: [] });
    await api.catalog.reload();
  });

  it.each([
    ['192.0.2.9', '203.0.113.1', 201],
    ['::ffff:192.0.2.9', '203.0.113.1', 201],
    ['192.0.2.9', '198.51.100.1', 400],
    ['2001:db8:f::1', '2001:db8:5::1', 201],
    ['2001:db8:f::1', '2001:db8:6::1', 400],
    // A chain: the last address that no proxy of ours has is the caller's, whatever he says stands before him.
    ['192.0.2.9', '203.0.113.1, 2001:db8:f::1', 201],
    ['192.0.2.9', '203.0.113.1, 198.51.100.1, 2001:db8:f::1', 400],
    // No proxy of ours.
    ['198.51.100.9', '203.0.113.1', 400],
    ['2001:db8:e::1', '2001:db8:5::1', 400],
    ['192.0.2.9', 'no address', 400],
    ['192.0.2.9', '', 400],
  ])('from %s, which passes on %j: %i', async (address, forwardedFor, status) => {
    const app = api.startApp(proxies);
    const answer = await app.inject({
      method: 'POST',
      url: `${product.path}/access_token`,
      remoteAddress: address,
      headers: { 'x-forwarded-for': forwardedFor },
      payload: secretsOf(enterprise, product),
    });
    expect(answer.statusCode).toBe(status);
    if (status === 400) expect(refusalOf(answer)).toBe('400 5012');
    await app.close();
  });
});

describe('failed authentications', () => {
  it('are answered 5013 with Retry-After beyond 60 from one address, while valid credentials always pass', async () => {
    const address = '192.0.2.66';
    const fail = () => api.get(`${product.path}/datapoint`, { token: newHexIdentifier(), address });
    const burst = await Promise.all(Array.from({ length: 60 }, fail));
    expect(new Set(burst.map(refusalOf))).toEqual(new Set(['400 5010']));
    const throttled = await fail();
    expect([refusalOf(throttled), throttled.headers['retry-after']]).toEqual(['403 5013', '1']);
    const body = { ...secretsOf(enterprise, product), product_secret: unknown };
    const url = `${product.path}/access_token`;
    expect(refusalOf(await api.post(url, { body, address }))).toBe('403 5013');
    expect((await api.post(url, { body: secretsOf(enterprise, product), address })).statusCode).toBe(201);
    expect(refusalOf(await api.get(`${product.path}/datapoint`, { token: unknown }))).toBe('400 5010');
    api.nowMs += 1_000;
    expect(refusalOf(await fail())).toBe('400 5010');
  });

  it('count for the whole network of an IPv6 address', async () => {
    const fail = (host: number) =>
      api.get(`${product.path}/datapoint`, { token: unknown, address: `2001:db8:0:7::${host.toString(16)}` });
    await Promise.all(Array.from({ length: 60 }, (_, host) => fail(host)));
    expect(refusalOf(await fail(1_000))).toBe('403 5013');
  });
});

describe('association', () => {
  const url = (of: TestProduct) => `${of.path}/association`;

  it('lets another enterprise in while the product is open, and ends its tokens with it', async () => {
    const guest = await api.createEnterprise();
    const body = secretsOf(guest, product);
    expect(refusalOf(await api.post(url(product), { body }))).toBe('403 5018');
    await api.updateProduct(product.id, { association: 'open' });
    const answer = await api.post(url(product), { body });
    expect([answer.statusCode, answer.json()]).toEqual([201, {}]);
    const token = await api.tokenOf(guest, product);
    const ended = await api.delete(url(product), { body });
    expect([ended.statusCode, ended.json()]).toEqual([200, {}]);
    const useToken = () => api.get(`${product.path}/datapoint`, { token });
    expect(refusalOf(await useToken())).toBe('404 5007');
    expect(refusalOf(await api.delete(url(product), { body }))).toBe('404 5007');
    expect((await api.post(url(product), { body })).statusCode).toBe(201);
    expect(refusalOf(await useToken())).toBe('400 5010');
    await api.updateProduct(product.id, { association: 'closed' });
  });

  it('answers 5008 to a pair that is associated already', async () => {
    const body = secretsOf(enterprise, product);
    expect(refusalOf(await api.post(url(product), { body }))).toBe('400 5008');
  });

  it('can be ended and taken up again by the owner of a closed product', async () => {
    const owner = await api.createEnterprise();
    const owned = await api.createProduct(owner);
    const body = secretsOf(owner, owned);
    expect((await api.delete(url(owned), { body })).statusCode).toBe(200);
    expect(refusalOf(await api.post(`${owned.path}/access_token`, { body }))).toBe('404 5007');
    expect((await api.post(url(owned), { body })).statusCode).toBe(201);
  });

  it('needs the same secrets as a token', async () => {
    const body = secretsOf(enterprise, product);
    expect(refusalOf(await api.post(url(product), { body: '' }))).toBe('400 5001');
    expect(refusalOf(await api.delete(url(product), { body: { ...body, product_secret: unknown } }))).toBe(
      '400 5005',
    );
    expect(refusalOf(await api.post(url(product), { body: { ...body, enterprise_secret: unknown } }))).toBe(
      '400 5004',
    );
  });
});

describe('a database that is down', () => {
  it('is 503/5409 with Retry-After and nothing internal', async () => {
    const down = new Database({ host: '127.0.0.1', port: 1 });
    const app = api.startApp([], down);
    const token = await api.tokenOf(enterprise, product);
    const calls = ['/datapoint', '/device_detail?mac=aa'].map((path) => ({
      url: `${product.path}${path}`,
      headers: { authorization: token },
    }));
    for (const call of [...calls, { url: '/readyz' }]) {
      const answer = await app.inject(call);
      expect([refusalOf(answer), answer.headers['retry-after']]).toEqual(['503 5409', '1']);
      expect(answer.json().detail).toBe('the database is not available');
    }
    await app.close();
    await down.close();
  });
});
