import { afterAll, beforeAll, expect, test } from 'vitest';
import { irrigationValve } from '../../model/example-products/irrigation-valve.ts';
import { newDid } from '../../model/identifiers.ts';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';

let api: ConsoleApi;
let product: ConsoleTestProduct;
let other: ConsoleTestProduct;
let device: { deviceId: number; did: string };
let second: { deviceId: number; did: string };
let foreign: { deviceId: number; did: string };
let nowMs: number;

interface Alarm {
  readonly deviceId: number;
  readonly name: string;
  readonly kind: 'fault' | 'alert';
  readonly agoMs: number;
  readonly seq: number;
  readonly lastsMs?: number;
}

async function raise({ deviceId, name, kind, agoMs, seq, lastsMs }: Alarm): Promise<void> {
  const raisedAtMs = nowMs - agoMs;
  await api.database.query(
    `insert into alarm (device_id, product_id, raised_at, seq, name, kind, cleared_at)
     select id, product_id, $2, $3, $4, $5, $6 from device where id = $1`,
    [
      deviceId,
      new Date(raisedAtMs),
      seq,
      name,
      kind,
      lastsMs === undefined ? null : new Date(raisedAtMs + lastsMs),
    ],
  );
}

const list = (query = '') => api.succeed('GET', `/products/${product.productKey}/alarms${query}`);
const namesOf = async (query: string) => (await list(query)).alarms.map(({ name }: { name: string }) => name);

beforeAll(async () => {
  api = await startConsoleApi();
  nowMs = api.clock();
  product = await api.createProduct({ datapoints: irrigationValve });
  other = await api.createProduct({ datapoints: irrigationValve });
  device = await api.createDevice(product, 'accf2350d446');
  second = await api.createDevice(product, 'accf2350d447');
  foreign = await api.createDevice(other, 'accf2350d448');
  const { deviceId } = device;
  await raise({ deviceId, name: 'pipe_burst', kind: 'alert', agoMs: 5_500, seq: 1, lastsMs: 1_000 });
  // One report that raised two.
  await raise({ deviceId, name: 'motor_fault', kind: 'fault', agoMs: 3_000, seq: 2 });
  await raise({ deviceId, name: 'battery_low', kind: 'alert', agoMs: 3_000, seq: 2 });
  await raise({ deviceId: second.deviceId, name: 'gone', kind: 'fault', agoMs: 90 * 86_400_000, seq: 3 });
  await raise({ deviceId: foreign.deviceId, name: 'pipe_burst', kind: 'alert', agoMs: 1_000, seq: 4 });
});

afterAll(() => api.close());

test('the alarms of a product come newest first, with the device and the names of the point', async () => {
  const { alarms, next } = await list();
  expect(next).toBeNull();
  expect(alarms).toEqual([
    {
      did: device.did,
      mac: 'accf2350d446',
      kind: 'fault',
      name: 'motor_fault',
      display_name: '电机故障',
      raised_at: nowMs / 1000 - 3,
      cleared_at: null,
    },
    expect.objectContaining({ kind: 'alert', name: 'battery_low', display_name: '电量低' }),
    expect.objectContaining({ raised_at: nowMs / 1000 - 5.5, cleared_at: nowMs / 1000 - 4.5 }),
    expect.objectContaining({ did: second.did, name: 'gone', display_name: null }),
  ]);
});

test('the alarms can be narrowed by kind, state, point, device and period', async () => {
  expect(await namesOf('?kind=alert')).toEqual(['battery_low', 'pipe_burst']);
  expect(await namesOf('?state=open')).toEqual(['motor_fault', 'battery_low', 'gone']);
  expect(await namesOf('?attr=pipe_burst')).toEqual(['pipe_burst']);
  expect(await namesOf(`?did=${second.did}`)).toEqual(['gone']);
  expect(await namesOf(`?start_time=${nowMs / 1000 - 4}&end_time=${nowMs / 1000}`)).toEqual([
    'motor_fault',
    'battery_low',
  ]);
});

test('pages follow one another without a gap, also between alarms of one report', async () => {
  const names: string[] = [];
  for (let before = ''; ; ) {
    const page = await list(`?limit=1${before}`);
    names.push(page.alarms[0].name);
    if (page.next === null) break;
    before = `&before=${page.next}`;
  }
  expect(names).toEqual(['motor_fault', 'battery_low', 'pipe_burst', 'gone']);
});

test('points are counted by what was raised in the period and what is open now', async () => {
  const { points } = await api.succeed('GET', `/products/${product.productKey}/alarms/counts`);
  expect(points).toEqual([
    { kind: 'alert', name: 'battery_low', display_name: '电量低', raised: 1, open: 1 },
    { kind: 'fault', name: 'motor_fault', display_name: '电机故障', raised: 1, open: 1 },
    { kind: 'fault', name: 'gone', display_name: null, raised: 0, open: 1 },
    { kind: 'alert', name: 'pipe_burst', display_name: '爆管报警', raised: 1, open: 0 },
  ]);
});

test('a product that is not there is answered 5015, a device of another product 5301', async () => {
  for (const path of ['alarms', 'alarms/counts'])
    expect(await api.call('GET', `/products/nonsense/${path}`)).toMatchObject({
      body: { error_code: '5015' },
    });
  for (const did of [foreign.did, newDid()])
    expect(await api.call('GET', `/products/${product.productKey}/alarms?did=${did}`)).toMatchObject({
      body: { error_code: '5301' },
    });
});
