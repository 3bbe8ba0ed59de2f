import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bindSomebody } from '../../../test/bind-somebody.ts';
import { compileDocument } from '../../codec/fixtures/compile-fixture.test-helper.ts';
import { createStatusImage } from '../../codec/status-image.ts';
import { QiyunError } from '../../model/errors.ts';
import { greenhouseController } from '../../model/example-products/greenhouse-controller.ts';
import { newDid, newHexIdentifier } from '../../model/identifiers.ts';
import { createPartitions } from '../../store/partitions.ts';
import {
  EnterpriseApiUnderTest,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from '../enterprise/enterprise-api.test-helper.ts';
import { createAppApi } from './app-api.ts';
import { appOptions } from './app-options.test-helper.ts';
import { appRefusalOf, createTestApp, createTestUser, type TestUser } from './app-user.test-helper.ts';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let device: TestDevice;
let user: TestUser;
let stranger: TestUser;
let appHeaders: Record<string, string>;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  api.app.register(createAppApi(appOptions(api)));
  enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise, { definition: greenhouseController, remoteControl: false });
  device = await api.createDevice(product, '5ccf7f000001', { isOnline: true });
  const appid = await createTestApp(api, enterprise);
  appHeaders = { 'x-gizwits-application-id': appid };
  [user, stranger] = [await createTestUser(api, appid), await createTestUser(api, appid)];
  await bindSomebody(api.database, device.deviceId, { uid: user.uid });
  await createPartitions(api.database, api.nowMs);
});

beforeEach(() => {
  api.commands.sent.length = 0;
  api.commands.failure = undefined;
});

afterAll(() => api.stop());

const setOnline = (isOnline: boolean) =>
  api.database.query('update device_standing set is_online = $2 where device_id = $1', [
    device.deviceId,
    isOnline,
  ]);

describe('POST /app/control/{did}', () => {
  const control = (body: unknown, { headers }: TestUser = user, did = device.did) =>
    api.post(`/app/control/${did}`, { headers, body });

  it('sends data points or raw to a bound device, also where enterprises may not control', async () => {
    for (const body of [{ attrs: { heater: true } }, { raw: [5, 0] }]) {
      const answer = await control(body);
      expect([answer.statusCode, answer.body]).toEqual([200, '{}']);
    }
    expect(api.commands.sent.map(({ deviceId }) => deviceId)).toEqual([device.deviceId, device.deviceId]);
    expect(api.commands.sent[1]!.payload).toBe('0500');
  });

  it('9025: a data point that does not exist or is read only, in the words that clients look for', async () => {
    for (const name of ['eco_tempH', 'air_temperature']) {
      const answer = await control({ attrs: { [name]: 1 } });
      expect(appRefusalOf(answer)).toBe('400 9025');
      expect(answer.json().detail_message).toBe(`attr ${name} invalid or read only.`);
    }
    expect(api.commands.sent).toEqual([]);
  });

  it('9042: the device is offline, as far as is known or when it comes to sending', async () => {
    await setOnline(false);
    expect(appRefusalOf(await control({ raw: [1] }))).toBe('400 9042');
    await setOnline(true);
    api.commands.failure = new QiyunError('5305');
    expect(appRefusalOf(await control({ raw: [1] }))).toBe('400 9042');
  });

  it('9021: the device does not acknowledge', async () => {
    api.commands.failure = new QiyunError('5403');
    expect(appRefusalOf(await control({ raw: [1] }))).toBe('400 9021');
  });

  it('9015: neither raw nor attrs; 9017: not bound; 9014: no such device', async () => {
    expect(appRefusalOf(await control({}))).toBe('400 9015');
    expect(appRefusalOf(await control({ raw: [1] }, stranger))).toBe('401 9017');
    expect(appRefusalOf(await control({ raw: [1] }, user, newDid()))).toBe('404 9014');
  });

  it('9023: the device is disabled; 9029: its product has no data points', async () => {
    const bare = await api.createProduct(enterprise);
    const other = await api.createDevice(bare, '5ccf7f000002', { isOnline: true });
    await bindSomebody(api.database, other.deviceId, { uid: user.uid });
    expect(appRefusalOf(await control({ attrs: { heater: true } }, user, other.did))).toBe('400 9029');
    await api.database.query('update device_standing set is_disabled = true where device_id = $1', [
      other.deviceId,
    ]);
    expect(appRefusalOf(await control({ raw: [1] }, user, other.did))).toBe('400 9023');
  });
});

describe('GET /app/devices/{did}', () => {
  it('has the binding as the list has it, for none but who has bound the device', async () => {
    const answer = await api.get(`/app/devices/${device.did}`, user);
    const listed = await api.get('/app/bindings', user);
    expect(listed.json().devices).toContainEqual(answer.json());
    expect(appRefusalOf(await api.get(`/app/devices/${device.did}`, stranger))).toBe('401 9017');
    expect(appRefusalOf(await api.get(`/app/devices/${newDid()}`, user))).toBe('404 9014');
  });
});

describe('GET /app/datapoint', () => {
  const datapoint = (productKey: string) =>
    api.get(`/app/datapoint?product_key=${productKey}`, { headers: appHeaders });

  it('has the definition, for an app without a user', async () => {
    const answer = await datapoint(product.productKey);
    expect(answer.json()).toMatchObject({ product_key: product.productKey, entities: [{ id: 0 }] });
  });

  it('9002: no product of the enterprise of the app; 9029: no data points', async () => {
    expect(appRefusalOf(await datapoint(newHexIdentifier()))).toBe('400 9002');
    expect(appRefusalOf(await datapoint((await api.createProduct(enterprise)).productKey))).toBe('400 9029');
  });
});

describe('GET /app/devdata/{did}/latest', () => {
  const latest = (did = device.did) => api.get(`/app/devdata/${did}/latest`, { headers: appHeaders });
  const none = () => ({ did: device.did, updated_at: 0, attr: {} });

  it('has the data points of a report within 24 hours, else the time 0 and none', async () => {
    expect((await latest()).json()).toEqual(none());
    const layout = compileDocument(greenhouseController);
    const image = createStatusImage(layout).fill(0xff, 0, layout.flagBytes);
    const setReport = (reportedAtMs: number) =>
      api.database.query(
        'update device_state set image = $2, definition_version = 1, reported_at = $3 where device_id = $1',
        [device.deviceId, image, new Date(reportedAtMs)],
      );
    const dayMs = 86_400_000;
    await setReport(api.nowMs - dayMs);
    const { updated_at, attr } = (await latest()).json();
    expect(updated_at).toBe(Math.floor((api.nowMs - dayMs) / 1000));
    expect(attr).toMatchObject({ heater: 0 });
    await setReport(api.nowMs - dayMs - 1);
    expect((await latest()).json()).toEqual(none());
  });

  it('9014: no device of a product of the enterprise of the app', async () => {
    const others = await api.createProduct(await api.createEnterprise());
    const foreign = await api.createDevice(others, '5ccf7f000001');
    for (const did of [newDid(), foreign.did]) expect(appRefusalOf(await latest(did))).toBe('404 9014');
  });
});

describe('GET /app/devices/{did}/raw_data', () => {
  const nowS = () => Math.floor(api.nowMs / 1000);
  const rawData = (query: object, { headers }: TestUser = user) => {
    const parameters = { type: 'cmd', start_time: nowS() - 60, end_time: nowS(), ...query };
    const text = Object.entries(parameters)
      .map((pair) => pair.join('='))
      .join('&');
    return api.get(`/app/devices/${device.did}/raw_data?${text}`, { headers });
  };

  beforeAll(async () => {
    await api.database.query(
      `insert into frame (device_id, received_at, seq, kind, definition_version, payload)
       select $1, $2, n, 0, 1, '\\x00000003' from generate_series(1, 3) n`,
      [device.deviceId, new Date(api.nowMs - 1_000)],
    );
    await api.database.query(
      `insert into presence_event (device_id, occurred_at, seq, is_online, keep_alive_s)
       values ($1, $2, 1, true, 130)`,
      [device.deviceId, new Date(api.nowMs - 1_000)],
    );
  });

  it('has the frames in pages', async () => {
    const answer = await rawData({ limit: 2, skip: 2 });
    expect(answer.json()).toEqual({
      meta: {
        did: device.did,
        type: 'cmd',
        start_time: nowS() - 60,
        end_time: nowS(),
        sort: 'desc',
        limit: 2,
        skip: 2,
        total: 3,
      },
      objects: [
        {
          timestamp: (api.nowMs - 1_000) / 1000,
          type: expect.stringMatching(/^(dev2app|app2dev)$/),
          payload_bin: '00000003',
        },
      ],
    });
  });

  it('has when the device came and went', async () => {
    const { meta, objects } = (await rawData({ type: 'online' })).json();
    expect(meta.total).toBe(1);
    expect(objects).toEqual([
      { timestamp: (api.nowMs - 1_000) / 1000, type: 'dev_online', payload: { keep_alive: 130 } },
    ]);
  });

  it.each([
    ['start_time: must be before end_time', () => ({ start_time: nowS() })],
    ['start_time: must be less than 48 hours before end_time', () => ({ start_time: nowS() - 172_800 })],
    ['skip: must be at most 5000 with limit', () => ({ skip: 4_981 })],
  ])('9015: %s', async (detail, query) => {
    const answer = await rawData(query());
    expect(appRefusalOf(answer)).toBe('400 9015');
    expect(answer.json().detail_message).toBe(detail);
  });

  it('9017: not bound', async () => {
    expect(appRefusalOf(await rawData({}, stranger))).toBe('401 9017');
  });
});
