import fc from 'fast-check';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { createUser } from '../../store/create-user.ts';
import { moveUser } from '../../store/move-user.ts';
import { foldTallies } from '../../store/tally.ts';
import { UserActivity } from '../../store/user-activity.ts';
import { createApp } from '../../store/write-app.ts';
import { updateEnterprise } from '../../store/write-enterprise.ts';
import { rotateProductSecret } from '../../store/write-product.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  type TestEnterprise,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

const unknown = newHexIdentifier();
const day = 'start_date=2026-11-22&end_date=2026-11-22';
const paths = ['/v1/users/search', '/v1/users/liveness_total', '/v1/users/location'];

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
});

afterAll(() => api.stop());

// One of its own for each test: all that is counted is counted of an enterprise.
beforeEach(async () => {
  enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise);
});

function headersOf({ enterpriseId, secret }: TestEnterprise): Record<string, string> {
  return { 'x-gizwits-enterprise-id': enterpriseId, 'X-Gizwits-Enterprise-Secret': secret };
}

/** With the right headers and product unless others are given. */
function ask(
  path: string,
  {
    query = '',
    headers = headersOf(enterprise),
    named = `product_secret=${product.secret}`,
    address = '',
  } = {},
) {
  const url = `${path}?${named}&${path.endsWith('liveness_total') ? day : ''}&${query}`;
  return api.get(url, { headers, ...(address && { address }) });
}

async function newApp(): Promise<string> {
  const app = { appid: newHexIdentifier(), secret: newHexIdentifier(), name: 'App' };
  await createApp(api.database, { ...app, enterpriseId: enterprise.enterpriseId, createdAtMs: api.nowMs });
  return app.appid;
}

async function newUser(username: string, appid: string): Promise<string> {
  const { enterpriseId } = enterprise;
  const user = { enterpriseId, appid, username, passwordHash: 'x', createdAtMs: api.nowMs };
  return (await createUser(api.database, user))!;
}

describe.each(paths)('%s', (path) => {
  it.each([
    ['its secret under the name product_secret', () => `product_secret=${product.secret}`],
    ['its key under the name product_secret', () => `product_secret=${product.productKey}`],
    ['its secret under the name product_key', () => `product_key=${product.secret}`],
    ['its key under the name product_key', () => `product_key=${product.productKey}`],
  ])('takes the product by %s', async (_, named) => {
    expect((await ask(path, { named: named() })).statusCode).toBe(200);
  });

  it('counts for the quota, and says so in its headers, refused ones too', async () => {
    await updateEnterprise(api.database, enterprise.enterpriseId, { hourlyQuota: 2 });
    const remaining = ({ headers }: LightMyRequestResponse) => headers['x-ratelimit-remaining'];
    expect(remaining(await ask(path))).toBe('1');
    const wrong = await ask(path, { headers: headersOf({ ...enterprise, secret: unknown }) });
    expect([refusalOf(wrong), remaining(wrong)]).toEqual(['400 5004', '1']);
    expect(remaining(await ask(path, { query: 'limit=0' }))).toBe('0');
  });

  it('5013: the quota is used up', async () => {
    await updateEnterprise(api.database, enterprise.enterpriseId, { hourlyQuota: 1 });
    await ask(path);
    expect(refusalOf(await ask(path))).toBe('403 5013');
  });

  it('5002: no enterprise or no product is named', async () => {
    const { 'x-gizwits-enterprise-id': _, ...withoutId } = headersOf(enterprise);
    const anonymous = await ask(path, { headers: withoutId });
    expect([refusalOf(anonymous), anonymous.json().detail]).toEqual([
      '400 5002',
      'X-Gizwits-Enterprise-ID: is required',
    ]);
    for (const named of ['', 'product_secret=a&product_secret=b']) {
      const nothing = await ask(path, { named });
      expect([refusalOf(nothing), nothing.json().detail]).toEqual([
        '400 5002',
        'product_secret: is required, once',
      ]);
    }
  });

  it('5003: the enterprise is unknown', async () => {
    const headers = headersOf({ ...enterprise, enterpriseId: unknown });
    expect(refusalOf(await ask(path, { headers }))).toBe('404 5003');
  });

  it('5004: the secret is wrong, of the product, or missing', async () => {
    for (const secret of [unknown, product.secret, '', 'undefined']) {
      expect(refusalOf(await ask(path, { headers: headersOf({ ...enterprise, secret }) }))).toBe('400 5004');
    }
    const headers = { 'x-gizwits-enterprise-id': enterprise.enterpriseId };
    expect(refusalOf(await ask(path, { headers }))).toBe('400 5004');
  });

  it('5012: the address is not on the list, which is asked before the secret', async () => {
    await updateEnterprise(api.database, enterprise.enterpriseId, { ipAllowList: ['2001:db8::/32'] });
    await api.catalog.reload();
    const headers = headersOf({ ...enterprise, secret: unknown });
    expect(refusalOf(await ask(path, { headers, address: '2001:db9::1' }))).toBe('400 5012');
    expect(refusalOf(await ask(path, { headers, address: '2001:db8::1' }))).toBe('400 5004');
    expect((await ask(path, { address: '2001:db8::1' })).statusCode).toBe(200);
  });

  it('5015: there is no product of this secret or key', async () => {
    expect(refusalOf(await ask(path, { named: `product_secret=${unknown}` }))).toBe('404 5015');
    expect(refusalOf(await ask(path, { named: 'product_secret=' }))).toBe('404 5015');
  });

  it('5007: the product is another enterprise’s', async () => {
    const foreign = await api.createProduct(await api.createEnterprise());
    for (const named of [foreign.secret, foreign.productKey]) {
      expect(refusalOf(await ask(path, { named: `product_secret=${named}` }))).toBe('404 5007');
    }
  });

  it('knows a secret that was rotated, and not the one before', async () => {
    expect((await ask(path)).statusCode).toBe(200);
    const secret = newHexIdentifier();
    await rotateProductSecret(api.database, product.id, api.seal.seal(secret));
    await api.catalog.reload();
    expect(refusalOf(await ask(path))).toBe('404 5015');
    expect((await ask(path, { named: `product_secret=${secret}` })).statusCode).toBe(200);
  });
});

it('failed authentications are answered 5013 beyond 60 from one address', async () => {
  const address = '192.0.2.99';
  const wrong = headersOf({ ...enterprise, secret: unknown });
  const fail = (index: number) => ask(paths[index % 3]!, { headers: wrong, address });
  const burst = await Promise.all(Array.from({ length: 60 }, (_, index) => fail(index)));
  expect(new Set(burst.map(refusalOf))).toEqual(new Set(['400 5004']));
  const throttled = await fail(0);
  expect([refusalOf(throttled), throttled.headers['retry-after']]).toEqual(['403 5013', '1']);
  expect((await ask(paths[0]!, { address })).statusCode).toBe(200);
});

describe('users_search_without_secret', () => {
  const withoutSecret = (path: string, named: string, address = '') =>
    ask(path, { headers: { 'x-gizwits-enterprise-id': enterprise.enterpriseId }, named, address });

  beforeEach(async () => {
    await updateEnterprise(api.database, enterprise.enterpriseId, { usersSearchWithoutSecret: true });
    await api.catalog.reload();
  });

  it('lets users/search pass with the secret of a product, under either name', async () => {
    for (const name of ['product_secret', 'product_key']) {
      expect((await withoutSecret('/v1/users/search', `${name}=${product.secret}`)).statusCode).toBe(200);
    }
  });

  it('5004: not with the key, which everybody knows, nor with what is no secret, nor with a wrong enterprise secret', async () => {
    for (const named of [product.productKey, unknown, '']) {
      expect(refusalOf(await withoutSecret('/v1/users/search', `product_secret=${named}`))).toBe('400 5004');
    }
    const headers = headersOf({ ...enterprise, secret: unknown });
    expect(refusalOf(await ask('/v1/users/search', { headers }))).toBe('400 5004');
  });

  it('5004: not for the other endpoints', async () => {
    for (const path of paths.slice(1)) {
      expect(refusalOf(await withoutSecret(path, `product_secret=${product.secret}`))).toBe('400 5004');
    }
  });

  it('5007: not with the secret of another enterprise’s product', async () => {
    const foreign = await api.createProduct(await api.createEnterprise());
    expect(refusalOf(await withoutSecret('/v1/users/search', `product_secret=${foreign.secret}`))).toBe(
      '404 5007',
    );
  });

  it('throttles guesses of the secret', async () => {
    const address = '192.0.2.98';
    const guesses = [];
    for (let guess = 0; guess < 61; guess++) {
      guesses.push(await withoutSecret('/v1/users/search', `product_secret=${newHexIdentifier()}`, address));
    }
    expect(refusalOf(guesses.at(-1)!)).toBe('403 5013');
  });
});

describe('GET users/search', () => {
  it('answers the users of the enterprise in the order of their registration, in pages', async () => {
    const appid = await newApp();
    const uids = [];
    for (const name of ['a', 'b', 'c']) {
      uids.push(await newUser(name, appid));
      api.nowMs += 1_000;
    }
    await api.database.query(
      "update app_user set phone = '138', email = 'c@example.com', gender = 'F', birthday = '1990-01-02', address = '深圳', remark = 'r', name = '王芳' where uid = $1",
      [uids[2]],
    );
    const first = (await ask('/v1/users/search', { query: 'limit=2' })).json();
    expect(first.meta).toMatchObject({ total: 3, limit: 2, skip: 0, previous: null });
    expect(first.objects.map(({ uid }: { uid: string }) => uid)).toEqual(uids.slice(0, 2));
    expect(first.objects[0]).toEqual({
      uid: uids[0],
      username: 'a',
      phone: null,
      email: null,
      name: null,
      birthday: null,
      is_anonymous: false,
      gender: null,
      address: null,
      remark: null,
      created_at: Math.floor(api.nowMs / 1000) - 3,
      updated_at: Math.floor(api.nowMs / 1000) - 3,
    });
    const next = await api.get(first.meta.next, { headers: headersOf(enterprise) });
    expect(next.json().objects[0]).toMatchObject({
      uid: uids[2],
      phone: '138',
      email: 'c@example.com',
      gender: 'F',
      birthday: '1990-01-02',
      address: '深圳',
      remark: 'r',
      name: '王芳',
    });
  });

  it('filters exactly, by all that is given, and never shows another enterprise’s users', async () => {
    const [appid, otherApp] = [await newApp(), await newApp()];
    const zhang = await newUser('zhang', appid);
    const other = await newUser('zhang2', otherApp);
    await api.database.query("update app_user set phone = '139', email = 'z@example.com' where uid = $1", [
      zhang,
    ]);
    const found = async (query: string) =>
      (await ask('/v1/users/search', { query })).json().objects.map(({ uid }: { uid: string }) => uid);
    expect(await found('username=zhang')).toEqual([zhang]);
    expect(await found('username=zhan')).toEqual([]);
    expect(await found('phone=139')).toEqual([zhang]);
    expect(await found('email=z@example.com')).toEqual([zhang]);
    expect(await found(`appid=${otherApp}`)).toEqual([other]);
    expect(await found(`uid=${other}&appid=${otherApp}`)).toEqual([other]);
    expect(await found(`username=zhang&appid=${otherApp}`)).toEqual([]);
    enterprise = await api.createEnterprise();
    product = await api.createProduct(enterprise);
    expect(await found(`uid=${zhang}`)).toEqual([]);
    expect(await found(`appid=${appid}`)).toEqual([]);
  });

  it('5002: a parameter out of its range', async () => {
    for (const query of ['limit=0', 'limit=1001', 'skip=-1', 'username=', 'phone=%00']) {
      expect([query, refusalOf(await ask('/v1/users/search', { query }))]).toEqual([query, '400 5002']);
    }
  });
});

describe('GET users/liveness_total', () => {
  const days = (start: string, end: string, more = '') =>
    api.get(
      `/v1/users/liveness_total?product_key=${product.productKey}&start_date=${start}&end_date=${end}${more}`,
      { headers: headersOf(enterprise) },
    );

  it('counts each user once a day, of one app or of any, with 0 for days without', async () => {
    const [appA, appB] = [await newApp(), await newApp()];
    const [a, b] = [await newUser('a', appA), await newUser('b', appA)];
    const activity = new UserActivity(api.database);
    for (const [uid, appid, date] of [
      [a, appA, '2026-11-20'],
      [a, appB, '2026-11-20'],
      [b, appA, '2026-11-20'],
      [b, appA, '2026-11-22'],
    ] as const) {
      await activity.record(uid, appid, date);
      await activity.record(uid, appid, date);
    }
    const counts = async (more = '') =>
      (await days('2026-11-20', '2026-11-22', more)).json().data.map(({ count }: { count: number }) => count);
    expect((await days('2026-11-20', '2026-11-21')).json()).toEqual({
      data: [
        { count: 2, date: '2026-11-20' },
        { count: 0, date: '2026-11-21' },
      ],
    });
    expect(await counts()).toEqual([2, 0, 1]);
    expect(await counts(`&appid=${appA}`)).toEqual([2, 0, 1]);
    expect(await counts(`&appid=${appB}`)).toEqual([1, 0, 0]);
    expect(await counts(`&appid=${unknown}`)).toEqual([0, 0, 0]);
  });

  it('takes 366 days, and days that are still to come beside some that are not', async () => {
    const { data } = (await days('2025-11-23', '2026-11-23')).json();
    expect([data.length, data.at(-1)]).toEqual([366, { count: 0, date: '2026-11-23' }]);
  });

  it.each([
    ['2025-11-22', '2026-11-23', 'end_date: at most 366 days from start_date on'],
    ['2026-11-22', '2026-11-21', 'end_date: must not be before start_date'],
    ['2026-11-31', '2026-12-01', 'start_date: must be a date such as 2016-08-01, from 1970 on'],
    ['2026-11-22', '', 'end_date: must be a date such as 2016-08-01, from 1970 on'],
  ])('5002: from %s to %s', async (start, end, detail) => {
    const answer = await days(start, end);
    expect([refusalOf(answer), answer.json().detail]).toEqual(['400 5002', detail]);
  });

  it('5002: without both ends', async () => {
    const answer = await api.get(
      `/v1/users/liveness_total?product_key=${product.productKey}&end_date=2026-11-22`,
      {
        headers: headersOf(enterprise),
      },
    );
    expect([refusalOf(answer), answer.json().detail]).toEqual(['400 5002', 'start_date: is required']);
  });

  it('5014: days that all lie ahead, in the report time zone', async () => {
    expect(refusalOf(await days('2026-11-23', '2026-11-24'))).toBe('400 5014');
    const nowMs = api.nowMs;
    api.nowMs = Date.parse('2026-11-22T16:00:00Z');
    expect((await days('2026-11-23', '2026-11-24')).statusCode).toBe(200);
    api.nowMs = nowMs;
  });
});

describe('GET users/location', () => {
  it('answers countries, regions and cities, users who are nowhere left out', async () => {
    const appid = await newApp();
    await newUser('nowhere', appid);
    for (const [name, country, region, city] of [
      ['a', 'China', 'Guangdong', 'Guangzhou'],
      ['b', 'China', 'Guangdong', 'Shenzhen'],
      ['c', 'China', 'Beijing', 'Beijing'],
      ['d', 'France', null, null],
    ] as const) {
      await moveUser(api.database, await newUser(name, appid), { country, region, city });
    }
    expect((await ask('/v1/users/location')).json()).toEqual({
      China: {
        count: 3,
        Beijing: { count: 1, Beijing: { count: 1 } },
        Guangdong: { count: 2, Guangzhou: { count: 1 }, Shenzhen: { count: 1 } },
      },
      France: { count: 1 },
    });
  });

  it('answers {} for an enterprise without users', async () => {
    expect((await ask('/v1/users/location')).json()).toEqual({});
  });
});

it('activity and places are what a recount finds, whatever happened in whatever order', async () => {
  const cities = ['Guangzhou', 'Shenzhen', 'Foshan'];
  const dates = ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'];
  const user = fc.nat({ max: 4 });
  const step = fc.oneof(
    fc.record({
      act: fc.constant('visit' as const),
      user,
      app: fc.nat({ max: 1 }),
      date: fc.constantFrom(...dates),
    }),
    fc.record({ act: fc.constant('move' as const), user, city: fc.constantFrom(...cities) }),
    fc.record({ act: fc.constant('erase' as const), user }),
    fc.record({ act: fc.constant('fold' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      enterprise = await api.createEnterprise();
      product = await api.createProduct(enterprise);
      const apps = [await newApp(), await newApp()];
      const uids = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => newUser(name, apps[0]!)));
      const activity = new UserActivity(api.database);
      for (const taken of steps) {
        if (taken.act === 'fold') await foldTallies(api.database);
        else if (taken.act === 'erase')
          await api.database.query('select erase_users(array[$1])', [uids[taken.user]]);
        else if (taken.act === 'visit')
          await activity.record(uids[taken.user]!, apps[taken.app]!, taken.date);
        else
          await moveUser(api.database, uids[taken.user]!, {
            country: 'China',
            region: 'Guangdong',
            city: taken.city,
          });
      }
      for (const appid of [undefined, ...apps]) {
        const url = `/v1/users/liveness_total?product_key=${product.productKey}&start_date=${dates[0]}&end_date=${dates.at(-1)}`;
        const answer = await api.get(appid ? `${url}&appid=${appid}` : url, {
          headers: headersOf(enterprise),
        });
        expect(answer.json().data).toEqual(await recountVisitors(dates, appid));
      }
      const location = (await ask('/v1/users/location')).json();
      expect(location.China?.Guangdong ?? {}).toEqual(await recountCities());
    }),
    { numRuns: 15 },
  );

  async function recountVisitors(days: readonly string[], appid: string | undefined) {
    const { rows } = await api.database.query<{ count: number; date: string }>(
      `select d.day as date, (
         select count(distinct u.uid) from app_user u join user_activity a using (uid)
         where u.enterprise_id = $2 and ($3::text is null or a.appid = $3) and a.year = extract(year from d.day)
           and get_bit(a.dates, extract(doy from d.day)::integer - 1) = 1) as count
       from unnest($1::date[]) as d (day) order by 1`,
      [days, enterprise.enterpriseId, appid],
    );
    return rows.map(({ count, date }) => ({ count, date }));
  }

  async function recountCities() {
    const { rows } = await api.database.query<{ city: string; count: number }>(
      `select p.city, count(*) from app_user u join place p on p.id = u.place_id
       where u.enterprise_id = $1 and p.id <> 0 group by 1`,
      [enterprise.enterpriseId],
    );
    const total = rows.reduce((sum, { count }) => sum + count, 0);
    return {
      ...(total > 0 && { count: total }),
      ...Object.fromEntries(rows.map(({ city, count }) => [city, { count }])),
    };
  }
}, 60_000);
