import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { type AdminApi, nowSeconds, startAdminApi } from './admin-api.test-helper.ts';

let api: AdminApi;
let enterpriseId: string;

beforeAll(async () => {
  api = await startAdminApi();
  enterpriseId = (await api.succeed('POST', '/enterprises', { name: 'n' })).enterprise_id;
});

afterAll(() => api.close());

async function newUser(username: string): Promise<string> {
  const uid = newHexIdentifier();
  await api.database.query(
    'insert into app_user (uid, enterprise_id, username, created_at, updated_at) values ($1, $2, $3, $4, $4)',
    [uid, enterpriseId, username, new Date(nowSeconds * 1000)],
  );
  return uid;
}

describe('users', () => {
  it('are listed, found by name, and erased with all that is kept of them', async () => {
    const zhang = await newUser('zhang');
    await newUser('li');
    const list = (query = '') => api.succeed('GET', `/enterprises/${enterpriseId}/users${query}`);
    expect((await list()).meta.total).toBe(2);
    expect((await list('?username=zhang')).objects).toEqual([
      {
        uid: zhang,
        username: 'zhang',
        phone: null,
        email: null,
        is_anonymous: false,
        created_at: nowSeconds,
      },
    ]);
    const { product_key: productKey } = await api.succeed('POST', `/enterprises/${enterpriseId}/products`, {
      name: 'p',
    });
    await api.succeed('POST', `/products/${productKey}/devices`, { devices: [{ mac: 'aa01' }] });
    await api.database.query(
      'insert into binding (device_id, uid, bound_at) select device_id, $1, now() from device_mac where mac = $2',
      [zhang, 'aa01'],
    );
    await api.database.query(`select record_user_activity($1, 'app', '2026-11-22')`, [zhang]);
    expect(await api.succeed('DELETE', `/users/${zhang}`)).toEqual({});
    expect((await list()).objects.map(({ username }: { username: string }) => username)).toEqual(['li']);
    for (const table of ['binding', 'ever_bound', 'product_user', 'user_activity', 'user_token']) {
      const { rowCount } = await api.database.query(`select from ${table} where uid = $1`, [zhang]);
      expect([table, rowCount]).toEqual([table, 0]);
    }
    const { rows } = await api.database.query(
      `select metric, amount from tally_now where metric in ('user', 'new_user', 'active_user') order by metric`,
    );
    expect(rows).toEqual([{ metric: 'user', amount: 1 }]);
  });

  it('are erased with their enterprise, also from what is counted of products of others', async () => {
    const { enterprise_id: guest } = await api.succeed('POST', '/enterprises', { name: 'guest' });
    const { product_key: productKey } = await api.succeed('POST', `/enterprises/${enterpriseId}/products`, {
      name: 'p',
    });
    await api.succeed('POST', `/products/${productKey}/devices`, { devices: [{ mac: 'bb01' }] });
    const uid = newHexIdentifier();
    await api.database.query(
      'insert into app_user (uid, enterprise_id, created_at, updated_at) values ($1, $2, now(), now())',
      [uid, guest],
    );
    await api.database.query(
      'insert into binding (device_id, uid, bound_at) select device_id, $1, now() from device_mac where mac = $2',
      [uid, 'bb01'],
    );
    const newUsers = () => api.database.query(`select from tally_now where metric = 'new_user'`);
    expect((await newUsers()).rowCount).toBe(1);
    expect(await api.succeed('DELETE', `/enterprises/${guest}`)).toEqual({});
    expect((await newUsers()).rowCount).toBe(0);
    expect((await api.database.query('select from app_user where uid = $1', [uid])).rowCount).toBe(0);
  });

  it.each([newHexIdentifier(), 'zhang', '%00'])('5017: nobody has the uid %j', async (uid) => {
    const { status, body } = await api.call('DELETE', `/users/${uid}`);
    expect([status, body.error_code]).toEqual([404, '5017']);
  });
});
