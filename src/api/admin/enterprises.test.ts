import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { matchesHash } from '../../model/secrets.ts';
import { type AdminApi, nowMs, nowSeconds, startAdminApi } from './admin-api.test-helper.ts';

let api: AdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});

afterAll(() => api.close());

async function issueToken(enterpriseId: string, productKey: string): Promise<void> {
  await api.database.query(
    `insert into access_token (token_hash, enterprise_id, product_id, expired_at)
     select decode(md5(random()::text), 'hex'), $1, id, $3 from product where product_key = $2`,
    [enterpriseId, productKey, new Date(nowMs + 1000)],
  );
}

async function countOf(table: string): Promise<number> {
  const { rows } = await api.database.query<{ count: number }>(`select count(*) from ${table}`);
  return rows[0]!.count;
}

describe('enterprises', () => {
  it('are created with a generated id and secret, of which only the hash is kept', async () => {
    const { status, body } = await api.call('POST', '/enterprises', { name: '云上' });
    expect(status).toBe(201);
    expect(body).toEqual({
      enterprise_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      enterprise_secret: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const stored = api.catalog.enterprise(body.enterprise_id)!;
    expect(matchesHash(body.enterprise_secret, stored.secretHash)).toBe(true);
    expect(await api.succeed('GET', `/enterprises/${body.enterprise_id}`)).toEqual({
      enterprise_id: body.enterprise_id,
      name: '云上',
      hourly_quota: 3600,
      ip_allow_list: [],
      users_search_without_secret: false,
      created_at: nowSeconds,
    });
  });

  it('keep an id and secret that programs in the field carry', async () => {
    const given = { enterprise_id: newHexIdentifier(), enterprise_secret: newHexIdentifier() };
    expect(await api.succeed('POST', '/enterprises', { name: 'n', ...given })).toEqual(given);
    const again = await api.call('POST', '/enterprises', { name: 'n', ...given });
    expect([again.status, again.body.error_code, again.body.detail]).toEqual([
      400,
      '5002',
      'enterprise_id: is used already',
    ]);
  });

  it.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'a\u0000b' }, 'name'],
    [{ name: 'a\ud800b' }, 'name'],
    [{ name: 'x'.repeat(129) }, 'name'],
    [{ name: 5 }, 'name'],
    [{ name: 'n', enterprise_id: 'ABC' }, 'enterprise_id'],
    [{ name: 'n', enterprise_secret: 'A'.repeat(32) }, 'enterprise_secret'],
    [{ name: 'n', colour: 'red' }, 'colour'],
  ])('are not created from %j', async (body, field) => {
    const answer = await api.call('POST', '/enterprises', body);
    expect([answer.status, answer.body.error_code]).toEqual([400, '5002']);
    expect(answer.body.detail.split(':')[0]).toBe(field);
  });

  it('change name, quota, allow-list and access to users, each by itself', async () => {
    const { enterprise_id: id } = await api.succeed('POST', '/enterprises', { name: 'old' });
    await api.succeed('PATCH', `/enterprises/${id}`, { name: 'new' });
    await api.succeed('PATCH', `/enterprises/${id}`, { hourly_quota: 10 });
    const ip_allow_list = ['192.0.2.1', '2001:db8::/32'];
    await api.succeed('PATCH', `/enterprises/${id}`, { ip_allow_list });
    const changed = await api.succeed('PATCH', `/enterprises/${id}`, { users_search_without_secret: true });
    expect(changed).toMatchObject({
      name: 'new',
      hourly_quota: 10,
      ip_allow_list,
      users_search_without_secret: true,
    });
    expect(api.catalog.enterprise(id)).toMatchObject({
      name: 'new',
      hourlyQuota: 10,
      ipAllowList: ip_allow_list,
      usersSearchWithoutSecret: true,
    });
    expect(await api.succeed('PATCH', `/enterprises/${id}`, {})).toEqual(changed);
  });

  it.each([
    [{ ip_allow_list: ['192.0.2.1', 'example.com'] }, 'ip_allow_list[1]'],
    [{ ip_allow_list: ['192.0.2.0/33'] }, 'ip_allow_list[0]'],
    [{ ip_allow_list: '192.0.2.1' }, 'ip_allow_list'],
    [{ hourly_quota: 0 }, 'hourly_quota'],
    [{ hourly_quota: '10' }, 'hourly_quota'],
    [{ users_search_without_secret: 1 }, 'users_search_without_secret'],
    [{ secret: 'x' }, 'secret'],
  ])('do not take %j', async (body, field) => {
    const { enterprise_id: id } = await api.succeed('POST', '/enterprises', { name: 'n' });
    const answer = await api.call('PATCH', `/enterprises/${id}`, body);
    expect([answer.status, answer.body.error_code]).toEqual([400, '5002']);
    expect(answer.body.detail.split(':')[0]).toBe(field);
  });

  it('get a new secret that ends their tokens and nobody else’s', async () => {
    const { enterprise_id: id, enterprise_secret: old } = await api.succeed('POST', '/enterprises', {
      name: 'n',
    });
    const { enterprise_id: otherId } = await api.succeed('POST', '/enterprises', { name: 'other' });
    for (const owner of [id, otherId]) {
      const { product_key } = await api.succeed('POST', `/enterprises/${owner}/products`, { name: 'p' });
      await issueToken(owner, product_key);
    }
    const rotated = await api.succeed('POST', `/enterprises/${id}/rotate_secret`);
    expect(rotated.enterprise_id).toBe(id);
    const { secretHash } = api.catalog.enterprise(id)!;
    expect(matchesHash(rotated.enterprise_secret, secretHash)).toBe(true);
    expect(matchesHash(old, secretHash)).toBe(false);
    const { rows } = await api.database.query('select enterprise_id from access_token');
    expect(rows).toEqual([{ enterprise_id: otherId }]);
  });

  it('are erased with products, apps, devices and tokens; sessions end first and cannot return', async () => {
    const { enterprise_id: id } = await api.succeed('POST', '/enterprises', { name: 'n' });
    const { product_key: key } = await api.succeed('POST', `/enterprises/${id}/products`, { name: 'p' });
    await api.succeed('POST', `/enterprises/${id}/apps`, { name: 'a' });
    await api.succeed('POST', `/products/${key}/devices`, { devices: [{ mac: 'aa01' }, { mac: 'aa02' }] });
    await issueToken(id, key);
    expect(await api.succeed('DELETE', `/enterprises/${id}`)).toEqual({});
    expect(api.commands.disconnected).toMatchObject([
      { reason: 'offline_reset', wasDisabled: true },
      { reason: 'offline_reset', wasDisabled: true },
    ]);
    expect(api.catalog.productByKey(key)).toBeUndefined();
    for (const table of ['device', 'device_did', 'device_mac', 'device_state', 'app']) {
      expect([table, await countOf(table)]).toEqual([table, 0]);
    }
    expect((await api.call('GET', `/enterprises/${id}`)).body.error_code).toBe('5003');
  });
});
