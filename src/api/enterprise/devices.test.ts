import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindSomebody } from '../../../test/bind-somebody.ts';
import { greenhouseController } from '../../model/example-products/greenhouse-controller.ts';
import { newDid, newHexIdentifier } from '../../model/identifiers.ts';
import { associate } from '../../store/association.ts';
import { createDeviceGroup } from '../../store/device-group-tree.ts';
import { regroupDevices } from '../../store/group-members.ts';
import { lastSecond } from '../last-second.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  type TestDevice,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

let api: EnterpriseApiUnderTest;
let product: TestProduct;
let token: string;
let boiler: TestDevice;
let pump: TestDevice;
let scrapped: TestDevice;
let lamp: TestDevice;

async function newGroup({ id }: TestProduct, parentGid?: string): Promise<string> {
  const gid = newHexIdentifier();
  await createDeviceGroup(api.database, { productId: id, gid, parentGid, createdAtMs: api.nowMs });
  return gid;
}

const get = (path: string) => api.get(`${product.path}${path}`, { token });

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  const enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise, { definition: greenhouseController });
  token = await api.tokenOf(enterprise, product);
  const guangzhou = { country: 'China', region: 'Guangdong', city: 'Guangzhou' };
  boiler = await api.createDevice(product, 'accf2350d446', {
    ...guangzhou,
    longitude: 113.280637,
    latitude: 23.125178,
    isOnline: true,
  });
  pump = await api.createDevice(product, 'virtual:site', { ...guangzhou, city: 'Shenzhen' });
  scrapped = await api.createDevice(product, 'accf2350d448', { ...guangzhou, isDisabled: true });
  lamp = await api.createDevice(product, 'accf2350d449', { firstOnlineAtMs: null });
  const other = await api.createProduct(await api.createEnterprise());
  await api.createDevice(other, 'accf2350d446');
  await api.createDevice(other, 'accf2350d44a');
  await api.database.query(
    'update device_standing set is_faulty = true, online_at = $2 where device_id = $1',
    [boiler.deviceId, new Date(1_700_000_000_999)],
  );
  const reportedAt = new Date(1_700_000_000_999);
  await api.database.query('update device_state set reported_at = $2 where device_id = $1', [
    boiler.deviceId,
    reportedAt,
  ]);
  await api.database.query(
    'update device_standing set last_active_on = report_date($2) where device_id = $1',
    [boiler.deviceId, reportedAt],
  );
  await api.database.query('update device_standing set is_alert = true where device_id = $1', [
    pump.deviceId,
  ]);
  await api.database.query('update device set mcu_hard_version = $2 where id = $1', [
    boiler.deviceId,
    '03000001',
  ]);
  for (const device of [boiler, scrapped]) {
    await bindSomebody(api.database, device.deviceId);
  }
});

afterAll(() => api.stop());

describe('GET datapoint', () => {
  it('answers the definition as it was given, with the keys of the product', async () => {
    const answer = await get('/datapoint');
    expect(answer.json()).toMatchObject({
      ...greenhouseController,
      product_key: product.productKey,
      packetVersion: '0x00000004',
      ui: expect.any(Object),
    });
  });

  it('answers 5402 for a product without data points', async () => {
    const enterprise = await api.createEnterprise();
    const plain = await api.createProduct(enterprise);
    const answer = await api.get(`${plain.path}/datapoint`, { token: await api.tokenOf(enterprise, plain) });
    expect(refusalOf(answer)).toBe('400 5402');
  });
});

describe.each(['devices', 'device_detail'])('GET %s', (endpoint) => {
  it('finds a device by its mac in any case of letters', async () => {
    for (const mac of ['accf2350d446', 'ACCF2350D446']) {
      expect((await get(`/${endpoint}?mac=${mac}`)).json()).toMatchObject({ did: boiler.did });
    }
  });

  it.each(['accf2350d44a', 'accf2350d4'])('answers 5301 to %s, which is not of the product', async (mac) =>
    expect(refusalOf(await get(`/${endpoint}?mac=${mac}`))).toBe('404 5301'),
  );

  it.each(['', '?mac=', '?mac=a%00b', '?mac=not%20a%20mac', `?mac=${'a'.repeat(33)}`, '?mac=a&mac=b'])(
    'answers 5002 to %s',
    async (query) => {
      const answer = await get(`/${endpoint}${query}`);
      expect(refusalOf(answer)).toBe('400 5002');
      expect(answer.json().detail).toMatch(/^mac: /);
    },
  );
});

describe('GET devices', () => {
  it('answers the did and no credential', async () => {
    expect((await get('/devices?mac=virtual:site')).json()).toEqual({ did: pump.did });
  });
});

describe('GET device_detail', () => {
  it('tells who the device is and how it is, disabled ones too', async () => {
    const common = { product_key: product.productKey, type: 'normal' };
    expect((await get(`/device_detail?mac=${boiler.mac}`)).json()).toEqual({
      ...common,
      mac: boiler.mac,
      did: boiler.did,
      is_online: true,
      is_disabled: false,
    });
    expect((await get(`/device_detail?mac=${scrapped.mac}`)).json()).toEqual({
      ...common,
      mac: scrapped.mac,
      did: scrapped.did,
      is_online: false,
      is_disabled: true,
    });
  });

  it('answers each of many concurrent questions with its own device', async () => {
    const devices = [boiler, pump, scrapped, lamp];
    const asked = Array.from({ length: 100 }, (_, index) => devices[index % devices.length]!);
    const answers = await Promise.all(asked.map(({ mac }) => get(`/device_detail?mac=${mac}`)));
    expect(answers.map((answer) => answer.json().did)).toEqual(asked.map(({ did }) => did));
  });
});

describe('GET devices/search', () => {
  const found = async (query: string) => {
    const answer = await get(`/devices/search?${query}`);
    expect(answer.statusCode).toBe(200);
    return answer.json().objects.map(({ mac }: { mac: string }) => mac);
  };

  it('shows everything known of a device in the types of the document, and null for the rest', async () => {
    const { objects } = (await get('/devices/search')).json();
    expect(objects[0]).toEqual({
      did: boiler.did,
      mac: boiler.mac,
      is_online: 1,
      is_faulty: 1,
      is_alert: 0,
      country: 'China',
      region: 'Guangdong',
      city: 'Guangzhou',
      longitude: '113.280637',
      latitude: '23.125178',
      online_latest: 1_700_000_000,
      created_at: Math.floor(api.nowMs / 1000),
      mcu_hard_version: '03000001',
      mcu_soft_version: null,
      wifi_hard_version: null,
      wifi_soft_version: null,
    });
    expect(objects[2]).toMatchObject({ did: lamp.did, country: null, longitude: null, online_latest: null });
  });

  it.each([
    ['', ['accf2350d446', 'virtual:site', 'accf2350d449']],
    ['show_disabled=0', ['accf2350d446', 'virtual:site', 'accf2350d449']],
    ['show_disabled=1', ['accf2350d446', 'virtual:site', 'accf2350d448', 'accf2350d449']],
    ['is_online=1', ['accf2350d446']],
    ['is_online=0', ['virtual:site', 'accf2350d449']],
    ['is_faulty=1', ['accf2350d446']],
    ['is_faulty=0', ['virtual:site', 'accf2350d449']],
    ['is_alert=1', ['virtual:site']],
    ['is_alert=1&is_online=1', []],
    ['is_faulty=1&is_online=1&is_alert=0&city=Guangzhou', ['accf2350d446']],
    ['country=China', ['accf2350d446', 'virtual:site']],
    ['country=China&region=Guangdong&city=Shenzhen', ['virtual:site']],
    ['country=China&region=Guangdong&city=Shenzhen&is_alert=0', []],
    ['city=Guangzhou&show_disabled=1', ['accf2350d446', 'accf2350d448']],
    ['liveness_start=1600000000', ['accf2350d446']],
    ['liveness_start=1700000000', ['accf2350d446']],
    ['liveness_start=1700000001', []],
    ['liveness_start=0', ['accf2350d446']],
    [`liveness_start=${lastSecond}`, []],
    ['type=mac&val=ACCF2350D446', ['accf2350d446']],
    ['type=mac&val=accf2350d448', []],
    ['type=mac&val=accf2350d44a', []],
    [`type=uid&val=${'a'.repeat(32)}`, ['accf2350d446']],
    [`type=uid&val=${'a'.repeat(32)}&show_disabled=1`, ['accf2350d446', 'accf2350d448']],
    ['type=uid&val=nobody', []],
    ["city='%20or%201=1--", []],
    ['colour=red', ['accf2350d446', 'virtual:site', 'accf2350d449']],
  ])('finds with %j: %j', async (query, macs) => {
    expect(await found(query)).toEqual(macs);
    const { meta } = (await get(`/devices/search?${query}&limit=1`)).json();
    expect(meta.total).toBe(macs.length);
  });

  it('finds by did, in this product only', async () => {
    expect(await found(`type=did&val=${pump.did}`)).toEqual([pump.mac]);
    expect(await found(`type=did&val=${newDid()}`)).toEqual([]);
  });

  it.each([
    ['type=did', 'val: is required with type'],
    ['val=x', 'type: is required with val'],
    ['type=name&val=x', 'type: must be one of did, mac, uid'],
    ['is_online=2', 'is_online: must be <= 1'],
    ['is_faulty=yes', 'is_faulty: must be integer'],
    ['liveness_start=yesterday', 'liveness_start: must be integer'],
    ['limit=0', 'limit: must be >= 1'],
    ['limit=1001', 'limit: must be <= 1000'],
    ['limit=1.5', 'limit: must be integer'],
    ['skip=-1', 'skip: must be >= 0'],
    ['limit=', 'limit: must be integer'],
  ])('answers 5002 to %s', async (query, detail) => {
    const answer = await get(`/devices/search?${query}`);
    expect([refusalOf(answer), answer.json().detail]).toEqual(['400 5002', detail]);
  });

  it.each(['country=%00', 'type=did&val=%00', `city=${'x'.repeat(300)}`, 'liveness_start=99999999999999999'])(
    'answers 5002 to %s, which the database could not take',
    async (query) => expect(refusalOf(await get(`/devices/search?${query}`))).toBe('400 5002'),
  );

  it('does not know the users of other enterprises', async () => {
    const guest = await api.createEnterprise();
    await associate(api.database, { enterpriseId: guest.enterpriseId, productId: product.id }, api.nowMs);
    await api.catalog.reload();
    const options = { token: await api.tokenOf(guest, product) };
    const search = await api.get(`${product.path}/devices/search?type=uid&val=${'a'.repeat(32)}`, options);
    expect(search.json()).toMatchObject({ meta: { total: 0 }, objects: [] });
  });

  it('finds the devices of a group and of all groups below it', async () => {
    const root = await newGroup(product);
    const [north, south] = [await newGroup(product, root), await newGroup(product, root)];
    const harbour = await newGroup(product, south);
    for (const [gid, mac] of [
      [root, 'virtual:site'],
      [harbour, 'accf2350d446'],
      [south, 'accf2350d448'],
    ] as const) {
      const regrouping = {
        productId: product.id,
        gid,
        action: 'assign',
        reassign: false,
        macs: [mac],
      } as const;
      await regroupDevices(api.database, regrouping);
    }
    expect(await found(`gid=${root}`)).toEqual(['accf2350d446', 'virtual:site']);
    expect(await found(`gid=${south}&show_disabled=1`)).toEqual(['accf2350d446', 'accf2350d448']);
    expect(await found(`gid=${south}&is_online=0`)).toEqual([]);
    expect(await found(`gid=${north}`)).toEqual([]);
    const page = await get(`/devices/search?gid=${root}&limit=1`);
    expect(page.json().meta.total).toBe(2);
  });

  it('5201: the group belongs to another product', async () => {
    const gid = await newGroup(await api.createProduct(await api.createEnterprise()));
    expect(refusalOf(await get(`/devices/search?gid=${gid}`))).toBe('403 5201');
  });

  it('5206: there is no such group', async () => {
    expect(refusalOf(await get(`/devices/search?gid=${newHexIdentifier()}`))).toBe('404 5206');
  });

  it('pages without overlap in the order of creation, keeping all other parameters', async () => {
    const path = `${product.path}/devices/search`;
    const first = (await get('/devices/search?show_disabled=1&limit=3')).json();
    expect(first.meta).toEqual({
      total: 4,
      limit: 3,
      skip: 0,
      next: `${path}?show_disabled=1&limit=3&skip=3`,
      previous: null,
    });
    const second = (await api.get(first.meta.next, { token })).json();
    expect(second.meta).toMatchObject({ total: 4, next: null });
    const macs = [...first.objects, ...second.objects].map(({ mac }) => mac);
    expect(macs).toEqual([boiler.mac, pump.mac, scrapped.mac, lamp.mac]);
    expect((await api.get(second.meta.previous, { token })).json().objects).toEqual(first.objects);
  });

  it('answers an empty page beyond the end, with the true total', async () => {
    const { meta, objects } = (await get('/devices/search?skip=9007199254740991')).json();
    expect([meta.total, meta.next, objects]).toEqual([3, null, []]);
  });
});
