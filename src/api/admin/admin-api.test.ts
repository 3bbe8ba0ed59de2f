import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminApi, adminToken, startAdminApi } from './admin-api.test-helper.ts';
import { adminRoutes } from './admin-api.ts';

let api: AdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});

afterAll(() => api.close());

describe('authorization of /admin/v1', () => {
  const paths = adminRoutes.map(([method, url]) => [method as string, `/admin/v1${url}`]);

  it.each(paths)('refuses %s %s without the token, before it looks at anything else', async (method, url) => {
    const headers = { 'content-type': 'application/json' };
    // One address for each, so that none of them runs into the limit of failures.
    const remoteAddress = `198.51.100.${paths.findIndex((path) => path[0] === method && path[1] === url)}`;
    for (const [authorization, code] of [
      [undefined, '5009'],
      ['Bearer', '5009'],
      [adminToken, '5009'],
      [`Basic ${adminToken}`, '5009'],
      [`Bearer ${adminToken}x`, '5010'],
      [`Bearer ${adminToken.slice(1)}`, '5010'],
    ] as const) {
      const answer = await api.app.inject({
        method: method as 'GET',
        url: url!,
        remoteAddress,
        headers: { ...headers, ...(authorization && { authorization }) },
        payload: '{',
      });
      expect([answer.statusCode, answer.json().error_code]).toEqual([401, code]);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
  });

  it('accepts the word Bearer in any case', async () => {
    const headers = { authorization: `bEARER  ${adminToken}` };
    const answer = await api.app.inject({ url: '/admin/v1/enterprises', headers });
    expect(answer.statusCode).toBe(200);
  });

  it('refuses an address that guesses too often for a while, but not the right token from there', async () => {
    const attempt = (token: string, remoteAddress = '203.0.113.5') =>
      api.app.inject({
        url: '/admin/v1/enterprises',
        remoteAddress,
        headers: { authorization: `Bearer ${token}` },
      });
    for (let i = 0; i < 60; i++) expect((await attempt(`guess${i}`)).statusCode).toBe(401);
    const refused = await attempt('guess60');
    expect([refused.statusCode, refused.json().error_code, refused.headers['retry-after']]).toEqual([
      403,
      '5013',
      '1',
    ]);
    expect((await attempt(adminToken)).statusCode).toBe(200);
    expect((await attempt('guess', '203.0.113.6')).statusCode).toBe(401);
  });
});

describe('lists', () => {
  it('come in pages that lead to each other', async () => {
    for (const name of ['one', 'two', 'three']) await api.succeed('POST', '/enterprises', { name });
    const seen: string[] = [];
    let next: string | null = '/admin/v1/enterprises?limit=2';
    while (next !== null) {
      const page = await api.succeed('GET', next.replace('/admin/v1', ''));
      expect(page.meta).toMatchObject({ total: 3, limit: 2 });
      seen.push(...page.objects.map((enterprise: { name: string }) => enterprise.name));
      next = page.meta.next;
    }
    expect(seen.sort()).toEqual(['one', 'three', 'two']);
  });

  it.each(['limit=0', 'limit=1001', 'skip=-1', 'limit=x', 'skip=99999999999999999999'])(
    'refuse %s',
    async (query) => {
      const { status, body } = await api.call('GET', `/enterprises?${query}`);
      expect([status, body.error_code]).toEqual([400, '5002']);
      expect(body.detail).toContain(query.split('=')[0]);
    },
  );
});

it('answers an unknown enterprise, member, product, app, user or device with its own code', async () => {
  const codes: Record<string, string> = {
    enterprises: '5003',
    members: '5017',
    products: '5015',
    apps: '5016',
    users: '5017',
    devices: '5301',
    backups: '5002',
  };
  const bodies: Record<string, object> = {
    'POST /enterprises/:enterprise_id/products': { name: 'n' },
    'POST /enterprises/:enterprise_id/apps': { name: 'n' },
    'POST /enterprises/:enterprise_id/members': {
      username: 'abc',
      name: 'n',
      role: 'viewer',
      password: 'password',
    },
    'POST /enterprises/:enterprise_id/users': { users: [{ username: 'abc' }] },
    'POST /products/:product_key/bindings': { bindings: [{ username: 'abc', mac: 'aa' }] },
    'POST /products/:product_key/devices': { devices: [{ mac: 'aa' }] },
    'POST /devices/:did/check_firmware': { type: 'wifi' },
    'POST /products/:product_key/waiting_devices/approve': { devices: [{ did: '0'.repeat(22) }] },
    'POST /products/:product_key/waiting_devices/refuse': { dids: ['0'.repeat(22)] },
  };
  for (const [method, url] of adminRoutes.filter(([, url]) => url.includes(':'))) {
    const body = bodies[`${method} ${url}`] ?? (method === 'PATCH' ? {} : undefined);
    const answer = await api.call(method as 'GET', url.replace(/:\w+/, 'unknown'), body);
    expect([url, answer.status, answer.body.error_code]).toEqual([url, 404, codes[url.split('/')[1]!]]);
  }
});
