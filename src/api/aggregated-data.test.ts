import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindSomebody } from '../../test/bind-somebody.ts';
import { greenhouseController } from '../model/example-products/greenhouse-controller.ts';
import { newDid } from '../model/identifiers.ts';
import { createPartitions } from '../store/partitions.ts';
import { createAppApi } from './app/app-api.ts';
import { appOptions } from './app/app-options.test-helper.ts';
import { appRefusalOf, createTestApp, createTestUser, type TestUser } from './app/app-user.test-helper.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from './enterprise/enterprise-api.test-helper.ts';

const dayMs = 86_400_000;

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let device: TestDevice;
let token: string;
let user: TestUser;
let stranger: TestUser;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start(Date.parse('2027-01-05T08:00:00.250Z'));
  api.app.register(createAppApi(appOptions(api)));
  enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise, { definition: greenhouseController, aggData: true });
  device = await api.createDevice(product, '5ccf7f000001');
  token = await api.tokenOf(enterprise, product);
  const appid = await createTestApp(api, enterprise);
  [user, stranger] = [await createTestUser(api, appid), await createTestUser(api, appid)];
  await bindSomebody(api.database, device.deviceId, { uid: user.uid });
  await createPartitions(api.database, Date.parse('2026-12-31T00:00:00Z'));
  await addHour('2026-12-31 23:00', 'target_temperature', {
    count: 3,
    sum: 0.1 + 0.2 + 20,
    max: 20,
    min: 0.1,
  });
  await addHour('2027-01-01 00:00', 'target_temperature', { count: 1, sum: 5, max: 5, min: 5 });
  await addHour('2027-01-01 00:00', 'grow_light', { count: 2, sum: 150, max: 100, min: 50 });
});

afterAll(() => api.stop());

interface Values {
  readonly count: number;
  readonly sum: number;
  readonly max: number;
  readonly min: number;
}

async function addHour(hour: string, name: string, { count, sum, max, min }: Values): Promise<void> {
  await api.database.query('insert into device_hour_value values ($1, $2, $3, $4, $5, $6, $7)', [
    device.deviceId,
    hour,
    name,
    count,
    sum,
    max,
    min,
  ]);
}

const asked = { attrs: 'target_temperature,grow_light', aggregator: 'sum', unit: 'DAYS' };
type Asked = Partial<Record<'start_ts' | 'end_ts' | 'attrs' | 'aggregator' | 'unit', string | number>>;

function queryOf(changes: Asked): string {
  const entries = Object.entries({ ...asked, ...changes }).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new URLSearchParams(entries).toString();
}

const ofEnterprise = (changes: Asked = {}, did = device.did) =>
  api.get(`${product.path}/devices/${did}/agg_data?${queryOf(changes)}`, { token });

const ofApp = (changes: Asked = {}, { headers } = user, did = device.did) =>
  api.get(`/app/devdata/${did}/agg_data?${queryOf(changes)}`, { headers });

async function dataOf(changes: Asked) {
  return (await ofApp(changes)).json().data;
}

describe('aggregated data', () => {
  it('are the same for the enterprise and for a user of the device, with what was asked', async () => {
    const endMs = api.nowMs;
    const answer = await ofApp();
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      {
        query: { did: device.did, start_ts: endMs - 31 * dayMs, end_ts: endMs, ...asked },
        data: [
          { attrs: { target_temperature: 20.3 }, datetime: '20261231' },
          { attrs: { grow_light: 150, target_temperature: 5 }, datetime: '20270101' },
        ],
      },
    ]);
    expect((await ofEnterprise()).json()).toEqual(answer.json());
  });

  it('are those of hours, days, ISO weeks and months of the report time zone', async () => {
    const attrs = 'target_temperature';
    expect(await dataOf({ attrs, unit: 'HOURS', aggregator: 'max' })).toEqual([
      { attrs: { target_temperature: 20 }, datetime: '2026123123' },
      { attrs: { target_temperature: 5 }, datetime: '2027010100' },
    ]);
    expect(await dataOf({ attrs, unit: 'WEEKS', aggregator: 'min' })).toEqual([
      { attrs: { target_temperature: 0.1 }, datetime: '202653' },
    ]);
    expect(await dataOf({ attrs, unit: 'WEEKS', aggregator: 'avg' })).toEqual([
      { attrs: { target_temperature: 6.325 }, datetime: '202653' },
    ]);
    expect(await dataOf({ attrs, unit: 'MONTHS' })).toEqual([
      { attrs: { target_temperature: 20.3 }, datetime: '202612' },
      { attrs: { target_temperature: 5 }, datetime: '202701' },
    ]);
  });

  it('are cut to whole hours, the end not included', async () => {
    const midnight = Date.parse('2026-12-31T16:00:00Z');
    const light = { attrs: 'grow_light', aggregator: 'max' };
    expect(await dataOf({ ...light, start_ts: midnight - dayMs, end_ts: midnight })).toEqual([]);
    expect(await dataOf({ ...light, start_ts: midnight + 3_599_999, end_ts: midnight + dayMs })).toHaveLength(
      1,
    );
    expect(await dataOf({ ...light, start_ts: midnight, end_ts: midnight })).toHaveLength(1);
  });

  it.each([
    [{ start_ts: 5, end_ts: 4 }, 'start_ts: must not be after end_ts'],
    [{ start_ts: 0, end_ts: 31 * dayMs + 1 }, 'start_ts: must be at most 31 days before end_ts'],
    [{ start_ts: 1e30 }, 'start_ts'],
    [{ unit: 'YEARS' }, 'unit: must be one of HOURS, DAYS, WEEKS, MONTHS'],
    [{ aggregator: 'median' }, 'aggregator: must be one of sum, avg, max, min'],
    [{ attrs: '' }, 'attrs'],
  ])('5002 and 9015: %j', async (changes, detail) => {
    const [enterprises, apps] = [await ofEnterprise(changes), await ofApp(changes)];
    expect([refusalOf(enterprises), appRefusalOf(apps)]).toEqual(['400 5002', '400 9015']);
    expect(enterprises.json().detail).toContain(detail);
    expect(apps.json().detail_message).toContain(detail);
  });

  it.each(['nothing', 'heater', 'grow_light,', '__proto__', "'; drop table frame"])(
    '5401 and 9025: %s is no data point that is a number',
    async (attrs) => {
      expect(refusalOf(await ofEnterprise({ attrs }))).toBe('400 5401');
      expect(appRefusalOf(await ofApp({ attrs }))).toBe('400 9025');
    },
  );

  it('are refused for a device that is not there, of another product, or of another user', async () => {
    const elsewhere = await api.createDevice(await api.createProduct(enterprise), '5ccf7f000002');
    expect(refusalOf(await ofEnterprise({}, newDid()))).toBe('404 5301');
    expect(refusalOf(await ofEnterprise({}, elsewhere.did))).toBe('403 5302');
    expect(appRefusalOf(await ofApp({}, user, newDid()))).toBe('404 9014');
    expect(appRefusalOf(await ofApp({}, stranger))).toBe('401 9017');
  });

  it('5018 and 9029: the product has not opted in', async () => {
    await api.updateProduct(product.id, { aggData: false });
    const [enterprises, apps] = [await ofEnterprise(), await ofApp()];
    await api.updateProduct(product.id, { aggData: true });
    expect([refusalOf(enterprises), appRefusalOf(apps)]).toEqual(['403 5018', '400 9029']);
    expect(apps.json().detail_message).toBe('agg_data is off for this product');
  });
});
