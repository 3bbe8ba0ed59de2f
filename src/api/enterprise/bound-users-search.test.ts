import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDid, newHexIdentifier } from '../../model/identifiers.ts';
import { associate } from '../../store/association.ts';
import { bindDevices, unbindDevices } from '../../store/binding.ts';
import { createDeviceGroup } from '../../store/device-group-tree.ts';
import { regroupDevices } from '../../store/group-members.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let token: string;
let boiler: TestDevice;
let pump: TestDevice;
let root: string;
let cellar: string;
const users = { zhang: 'a'.repeat(32), li: 'b'.repeat(32), wang: 'c'.repeat(32), chen: 'd'.repeat(32) };
const uids = Object.values(users);
const nameOf = new Map(Object.entries(users).map(([name, uid]) => [uid, name]));

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise);
  token = await api.tokenOf(enterprise, product);
  boiler = await api.createDevice(product, 'aa01');
  pump = await api.createDevice(product, 'aa02');
  await api.database.query(`update device set device_sn = 'SN7' where id = any($1)`, [
    [boiler.deviceId, pump.deviceId],
  ]);
  for (const [index, name] of Object.keys(users).entries()) await newUser(name, index);
  const elsewhere = await api.createProduct(enterprise);
  const lamp = await api.createDevice(elsewhere, 'aa01');
  await bind(users.li, boiler);
  await bind(users.zhang, boiler);
  await bind(users.zhang, pump);
  await bind(users.chen, pump);
  // Has bound a device of the product, and one of another product still.
  await bind(users.wang, pump);
  await bind(users.wang, lamp, elsewhere);
  await unbindDevices(api.database, pairsOf(users.wang, pump, product));
  root = await newGroup(product);
  cellar = await newGroup(product, root);
  const regrouping = { productId: product.id, gid: cellar, action: 'assign', reassign: false } as const;
  await regroupDevices(api.database, { ...regrouping, macs: [boiler.mac] });
});

afterAll(() => api.stop());

async function newUser(name: string, age: number): Promise<void> {
  await api.database.query(
    `insert into app_user (uid, enterprise_id, username, phone, email, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $6)`,
    [
      uids[age],
      enterprise.enterpriseId,
      name,
      `1380000000${age}`,
      `${name}@example.com`,
      new Date(api.nowMs - age * 1000),
    ],
  );
}

function pairsOf(uid: string, { did }: TestDevice, { id }: TestProduct) {
  return { enterpriseId: enterprise.enterpriseId, uid, productId: id, dids: [did] };
}

async function bind(uid: string, device: TestDevice, of = product): Promise<void> {
  await bindDevices(api.database, pairsOf(uid, device, of), { appid: 'app', boundAtMs: api.nowMs });
}

async function newGroup({ id }: TestProduct, parentGid?: string): Promise<string> {
  const gid = newHexIdentifier();
  await createDeviceGroup(api.database, { productId: id, gid, parentGid, createdAtMs: api.nowMs });
  return gid;
}

const get = (query: string) => api.get(`${product.path}/users/search?${query}`, { token });

async function found(query: string): Promise<string[]> {
  const answer = await get(query);
  expect(answer.statusCode).toBe(200);
  const { meta, objects } = answer.json();
  expect(meta.total).toBe(objects.length);
  return objects.map(({ uid }: { uid: string }) => nameOf.get(uid));
}

describe('GET users/search of a product', () => {
  it('shows everything known of a user in the types of the document, and null for the rest', async () => {
    await api.database.query(
      `update app_user set is_anonymous = true, auth_src = '{"wechat": "o6_b"}', name = 'Z', gender = 'F', birthday = '1990-01-01',
         address = 'Guangzhou', remark = 'R' where uid = $1`,
      [users.zhang],
    );
    expect((await get('type=username&val=zhang')).json().objects).toEqual([
      {
        uid: users.zhang,
        username: 'zhang',
        phone: '13800000000',
        email: 'zhang@example.com',
        name: 'Z',
        gender: 'F',
        birthday: '1990-01-01',
        address: 'Guangzhou',
        remark: 'R',
        created_at: Math.floor(api.nowMs / 1000),
        is_anonymous: true,
        auth_src: { wechat: 'o6_b' },
      },
    ]);
    expect((await get('type=username&val=li')).json().objects[0]).toMatchObject({
      name: null,
      gender: null,
      birthday: null,
      address: null,
      remark: null,
      is_anonymous: false,
      auth_src: null,
    });
  });

  it('finds those who have bound a device of the product now, in the order of their registration', async () => {
    expect(await found('')).toEqual(['chen', 'li', 'zhang']);
  });

  it.each([
    [`type=uid&val=${users.li}`, ['li']],
    [`type=uid&val=${users.wang}`, []],
    ['type=username&val=zhang', ['zhang']],
    ['type=username&val=wang', []],
    ['type=username&val=ZHANG', []],
    ['type=phone&val=13800000001', ['li']],
    ['type=email&val=li@example.com', ['li']],
    ['type=email&val=li', []],
    ['type=mac&val=AA01', ['li', 'zhang']],
    ['type=mac&val=aa02', ['chen', 'zhang']],
    ['type=mac&val=aa03', []],
    ['type=device_sn&val=SN7', ['chen', 'li', 'zhang']],
    ['type=device_sn&val=SN8', []],
    ["type=username&val='%20or%201=1--", []],
  ])('finds with %s: %j', async (query, names) => {
    expect(await found(query)).toEqual(names);
  });

  it('tells who owns the device when searched by its did, and only then', async () => {
    const owners = async (did: string) =>
      (await get(`type=did&val=${did}`))
        .json()
        .objects.map(({ uid, is_owner }: { uid: string; is_owner: boolean }) => [nameOf.get(uid), is_owner]);
    expect(await owners(boiler.did)).toEqual([
      ['li', true],
      ['zhang', false],
    ]);
    expect(await owners(pump.did)).toEqual([
      ['chen', false],
      ['zhang', true],
    ]);
    expect(await owners(newDid())).toEqual([]);
    expect((await get('type=mac&val=aa01')).json().objects[0]).not.toHaveProperty('is_owner');
  });

  it('finds those who have bound devices of a group or of groups below it', async () => {
    expect(await found(`gid=${root}`)).toEqual(['li', 'zhang']);
    expect(await found(`gid=${cellar}&type=username&val=li`)).toEqual(['li']);
    expect(await found(`gid=${cellar}&type=username&val=chen`)).toEqual([]);
    expect(await found(`gid=${cellar}&type=did&val=${pump.did}`)).toEqual([]);
    expect(await found(`gid=${await newGroup(product, root)}`)).toEqual([]);
  });

  it('5206: there is no such group', async () => {
    expect(refusalOf(await get(`gid=${newHexIdentifier()}`))).toBe('404 5206');
  });

  it('5201: the group belongs to another product', async () => {
    const gid = await newGroup(await api.createProduct(enterprise));
    expect(refusalOf(await get(`gid=${gid}`))).toBe('403 5201');
  });

  it('shows another enterprise that is associated with the product none of these people', async () => {
    const guest = await api.createEnterprise();
    await associate(api.database, { enterpriseId: guest.enterpriseId, productId: product.id }, api.nowMs);
    await api.catalog.reload();
    const guestToken = await api.tokenOf(guest, product);
    for (const query of ['', 'type=username&val=li', 'type=mac&val=aa01', `gid=${root}`]) {
      const answer = await api.get(`${product.path}/users/search?${query}`, { token: guestToken });
      expect(answer.json()).toMatchObject({ meta: { total: 0 }, objects: [] });
    }
  });

  it.each([
    ['val: is required with type', 'type=uid'],
    ['type: is required with val', 'val=x'],
    ['type: must be one of uid, username, phone, email, did, mac, device_sn', 'type=name&val=x'],
    ['limit: must be <= 1000', 'limit=1001'],
  ])('5002: %s', async (detail, query) => {
    const answer = await get(query);
    expect([refusalOf(answer), answer.json().detail]).toEqual(['400 5002', detail]);
  });

  it.each(['type=uid&val=%00', 'gid=%00'])('5002: %s, which the database could not take', async (query) => {
    expect(refusalOf(await get(query))).toBe('400 5002');
  });

  it('pages without overlap, with the true total on each page', async () => {
    const first = (await get('limit=2')).json();
    expect(first.meta).toMatchObject({ total: 3, previous: null });
    const second = (await api.get(first.meta.next, { token })).json();
    expect(second.meta).toMatchObject({ total: 3, next: null });
    const names = [...first.objects, ...second.objects].map(({ username }) => username);
    expect(names).toEqual(['chen', 'li', 'zhang']);
  });
});
