import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newDid, newHexIdentifier } from '../../model/identifiers.ts';
import { createApp } from '../../store/write-app.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let stranger: TestEnterprise;
let product: TestProduct;
let token: string;
let appid: string;
let uid: string;
let device: TestDevice;
let second: TestDevice;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  enterprise = await api.createEnterprise();
  stranger = await api.createEnterprise();
  product = await api.createProduct(enterprise);
  token = await api.tokenOf(enterprise, product);
  appid = await newApp(enterprise);
});

beforeEach(async () => {
  uid = await newUser(enterprise);
  device = await api.createDevice(product, newHexIdentifier());
  second = await api.createDevice(product, newHexIdentifier());
});

afterAll(() => api.stop());

async function newApp({ enterpriseId }: TestEnterprise): Promise<string> {
  const id = newHexIdentifier();
  const app = { appid: id, secret: newHexIdentifier(), enterpriseId, name: 'App', createdAtMs: api.nowMs };
  await createApp(api.database, app);
  await api.catalog.reload();
  return id;
}

async function newUser({ enterpriseId }: TestEnterprise): Promise<string> {
  const id = newHexIdentifier();
  await api.database.query(
    'insert into app_user (uid, enterprise_id, created_at, updated_at) values ($1, $2, $3, $3)',
    [id, enterpriseId, new Date(api.nowMs)],
  );
  return id;
}

const call = (method: 'POST' | 'DELETE', body: object) =>
  api.call(method, `${product.path}/devices/bindings`, { token, body: { uid, appid, ...body } });
const bind = async (dids: unknown, body: object = {}) => (await call('POST', { dids, ...body })).json();
const unbind = async (dids: unknown, body: object = {}) => (await call('DELETE', { dids, ...body })).json();

/** Users of a device, its owner with a star. */
async function usersOf({ deviceId }: TestDevice): Promise<string[]> {
  const { rows } = await api.database.query<{ name: string }>(
    `select uid || case when is_owner then '*' else '' end as name from binding where device_id = $1 order by bound_at, uid`,
    [deviceId],
  );
  return rows.map((row) => row.name);
}

async function boundDevices(user: string): Promise<number | undefined> {
  const { rows } = await api.database.query<{ bindings: number }>(
    'select bindings from product_user where product_id = $1 and uid = $2',
    [product.id, user],
  );
  return rows[0]?.bindings;
}

describe('POST devices/bindings', () => {
  it('binds devices of an array and of a text with commas', async () => {
    expect(await bind([device.did])).toEqual({ success: [device.did], failed: [] });
    expect(await bind(`${second.did}, ${device.did},`)).toEqual({
      success: [second.did, device.did],
      failed: [],
    });
    expect([await usersOf(device), await usersOf(second)]).toEqual([[`${uid}*`], [`${uid}*`]]);
    expect(await boundDevices(uid)).toBe(2);
  });

  it('fails unknown devices, those of other products, and disabled ones', async () => {
    const foreign = await api.createDevice(await api.createProduct(enterprise), 'aa01');
    const disabled = await api.createDevice(product, newHexIdentifier(), { isDisabled: true });
    const failed = [foreign.did, disabled.did, newDid(), 'no did', '\0', ''];
    expect(await bind([...failed, device.did])).toEqual({ success: [device.did], failed });
    expect([await usersOf(foreign), await usersOf(disabled)]).toEqual([[], []]);
  });

  it('changes nothing of a pair that is bound', async () => {
    await bind([device.did]);
    const read = () => api.database.query('select * from binding where device_id = $1', [device.deviceId]);
    const { rows } = await read();
    api.nowMs += 1000;
    expect(await bind([device.did], { appid: await newApp(enterprise) })).toEqual({
      success: [device.did],
      failed: [],
    });
    expect((await read()).rows).toEqual(rows);
    expect(await boundDevices(uid)).toBe(1);
  });

  it('gives a device to the first of its users, and to exactly one of many who come at once', async () => {
    const users = await Promise.all(Array.from({ length: 8 }, () => newUser(enterprise)));
    await Promise.all(
      users.map((user, index) =>
        bind(index % 2 ? [device.did, second.did] : [second.did, device.did], { uid: user }),
      ),
    );
    for (const each of [device, second]) {
      const names = await usersOf(each);
      expect(names).toHaveLength(8);
      expect(names.filter((name) => name.endsWith('*'))).toHaveLength(1);
    }
  });

  it('binds a thousand devices at once', async () => {
    const { rows } = await api.database.query<{ did: string }>(
      `with created as (
         insert into device (product_id, did, mac, created_at)
         select $1, 'Thousand' || lpad(n::text, 14, '0'), 'm' || n, now() from generate_series(1, 1000) n returning id, did
       ), dids as (insert into device_did select did, id from created),
       standings as (insert into device_standing (device_id, product_id) select id, $1 from created)
       select did from created`,
      [product.id],
    );
    const dids = rows.map((row) => row.did);
    expect(await bind(dids)).toEqual({ success: dids, failed: [] });
    expect(await boundDevices(uid)).toBe(1000);
    expect(await unbind(dids.join())).toEqual({ success: dids, failed: [] });
    expect(await boundDevices(uid)).toBe(0);
  });
});

describe('DELETE devices/bindings', () => {
  it('unbinds devices of an array and of a text with commas, and fails those that were not bound', async () => {
    await bind([device.did, second.did]);
    expect(await unbind(`${device.did},nobody`)).toEqual({ success: [device.did], failed: ['nobody'] });
    expect(await unbind([device.did, second.did])).toEqual({ success: [second.did], failed: [device.did] });
    expect([await usersOf(device), await usersOf(second)]).toEqual([[], []]);
    expect(await boundDevices(uid)).toBe(0);
  });

  it('leaves a device without owner when its owner goes; the next to bind it owns it', async () => {
    const [guest, heir] = [await newUser(enterprise), await newUser(enterprise)];
    await bind([device.did]);
    api.nowMs += 1000;
    await bind([device.did], { uid: guest });
    await unbind([device.did]);
    expect(await usersOf(device)).toEqual([guest]);
    await bind([device.did], { uid: guest });
    expect(await usersOf(device)).toEqual([guest]);
    api.nowMs += 1000;
    await bind([device.did], { uid: heir });
    expect(await usersOf(device)).toEqual([guest, `${heir}*`]);
  });

  it('unbinds a disabled device', async () => {
    await bind([device.did]);
    await api.database.query('update device_standing set is_disabled = true where device_id = $1', [
      device.deviceId,
    ]);
    expect(await unbind([device.did])).toEqual({ success: [device.did], failed: [] });
  });

  it('never leaves two owners when users come and go at once', async () => {
    const users = await Promise.all(Array.from({ length: 6 }, () => newUser(enterprise)));
    for (let round = 0; round < 5; round++) {
      await Promise.all(
        users.flatMap((user) => [
          bind([device.did, second.did], { uid: user }),
          unbind([second.did, device.did], { uid: user }),
        ]),
      );
      for (const user of users) {
        const counted = await api.database.query('select 1 from binding where uid = $1', [user]);
        expect((await boundDevices(user)) ?? 0).toBe(counted.rowCount);
      }
    }
    await Promise.all(users.map((user) => bind([device.did], { uid: user })));
    expect((await usersOf(device)).filter((name) => name.endsWith('*')).length).toBeLessThanOrEqual(1);
  });
});

describe('bindings that end otherwise', () => {
  it('are no longer counted when the device or the user is erased, or the device is reset', async () => {
    const third = await api.createDevice(product, newHexIdentifier());
    await bind([device.did, second.did, third.did]);
    await api.database.query('select erase_devices($1)', [[device.deviceId]]);
    expect(await boundDevices(uid)).toBe(2);
    await api.database.query('delete from binding where device_id = $1', [second.deviceId]);
    expect(await boundDevices(uid)).toBe(1);
    await api.database.query('select erase_users($1)', [[uid]]);
    expect(await boundDevices(uid)).toBeUndefined();
    expect(await usersOf(third)).toEqual([]);
  });
});

describe.each(['POST', 'DELETE'] as const)('%s devices/bindings', (method) => {
  it('5016: the app is unknown, or of another enterprise', async () => {
    for (const id of [newHexIdentifier(), 'x', '\0', await newApp(stranger)]) {
      expect(refusalOf(await call(method, { dids: [], appid: id }))).toBe('404 5016');
    }
  });

  it('5017: the user is unknown, or of another enterprise', async () => {
    for (const id of [newHexIdentifier(), 'x', '\0', await newUser(stranger)]) {
      expect(refusalOf(await call(method, { dids: [], uid: id }))).toBe('404 5017');
    }
  });

  it.each([
    ['dids: is required', {}],
    ['dids: must be array,string', { dids: 7 }],
    ['dids[0]: must be string', { dids: [7] }],
    ['dids: must NOT have more than 1000 items', { dids: Array(1001).fill('x') }],
    ['dids: must be at most 1000', { dids: Array(1001).fill('x').join() }],
    ['uid: must be string', { dids: [], uid: 1 }],
    ['appid: must be string', { dids: [], appid: null }],
  ])('5002: %s', async (detail, body) => {
    const answer = await call(method, body);
    expect([refusalOf(answer), answer.json().detail]).toEqual(['400 5002', detail]);
  });
});
