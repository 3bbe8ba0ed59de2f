import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeStatus } from '../../codec/device-side.ts';
import { compileDocument } from '../../codec/fixtures/compile-fixture.test-helper.ts';
import { phMeterPoints } from '../../codec/fixtures/field-vectors.test-helper.ts';
import { encodeFrame } from '../../codec/frame.ts';
import { frameCommand } from '../../codec/frame-command.ts';
import type { RawValue } from '../../codec/status-image.ts';
import { StatusLayouts } from '../../codec/status-layouts.ts';
import { irrigationValve } from '../../model/example-products/irrigation-valve.ts';
import { sketchDefinition } from '../../model/example-products/sketch-definition.ts';
import { frameKind } from '../../store/batch/batch-rows.ts';
import { DeviceLookup } from '../../store/device-lookup.ts';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';
import { readSeries } from './device-series.ts';

let api: ConsoleApi;
let product: ConsoleTestProduct;
let device: { deviceId: number; did: string };
let nowS: number;
let lastSeq = 0;

const valve = compileDocument(irrigationValve);

function report(values: Record<string, RawValue>): Buffer {
  const payload = encodeStatus(valve, new Map(Object.entries(values)), 'report');
  return encodeFrame({ command: frameCommand.report, payload });
}

async function store(atMs: number, payload: Buffer, version = 1): Promise<void> {
  await api.database.query(
    `insert into frame (device_id, received_at, seq, kind, definition_version, payload) values ($1, $2, $3, $4, $5, $6)`,
    [device.deviceId, new Date(atMs), ++lastSeq, frameKind.data, version, payload],
  );
}

const path = (query: string) => `/products/${product.productKey}/devices/${device.did}/series?${query}`;

beforeAll(async () => {
  api = await startConsoleApi();
  nowS = api.clock() / 1000;
  product = await api.createProduct({ datapoints: irrigationValve });
  device = await api.createDevice(product, 'accf2350d446');
  const at = (agoS: number) => (nowS - agoS) * 1000;
  // Stored with a definition that is no longer today's, which calls other bytes by these names.
  await store(at(95), report({ soil_temperature: 5732, valve_open: 1, program: 2 }));
  await store(at(91), report({ soil_temperature: 5632 }));
  await store(at(90), report({ soil_moisture: 7 }));
  await store(at(5), report({ soil_temperature: 2000, valve_open: 0 }));
});

afterAll(() => api.close());

test('values come in bins of equal width, with least, greatest, mean, last and count; empty bins are left out', async () => {
  const period = `start_time=${nowS - 100}&end_time=${nowS}`;
  const answer = await api.succeed(
    'GET',
    path(`${period}&points=10&names=soil_temperature,valve_open,program`),
  );
  expect(answer).toEqual({
    start_time: nowS - 100,
    end_time: nowS,
    bin_seconds: 10,
    frames: 4,
    is_sampled: false,
    series: [
      {
        name: 'soil_temperature',
        time: [nowS - 100, nowS - 10],
        min: [36.32, 0],
        max: [37.32, 0],
        mean: [36.82, 0],
        last: [36.32, 0],
        count: [2, 1],
      },
      {
        name: 'valve_open',
        time: [nowS - 100, nowS - 10],
        min: [1, 0],
        max: [1, 0],
        mean: [1, 0],
        last: [1, 0],
        count: [1, 1],
      },
      { name: 'program', time: [nowS - 100], min: [2], max: [2], mean: [2], last: [2], count: [1] },
    ],
  });
});

test('what the product has no numbers of is refused', async () => {
  for (const names of ['nonsense', 'watering_times', 'soil_moisture,', ''])
    expect(await api.call('GET', path(`names=${names}`))).toMatchObject({
      status: 400,
      body: { error_code: '5002' },
    });
});

test('of more frames than may be read a sample is spread evenly over the period', async () => {
  const fleet = await api.createDevice(product, 'accf2350d447');
  await api.database.query(
    `insert into frame (device_id, received_at, seq, kind, definition_version, payload)
     select $1, $2::timestamptz - n * interval '1 second', $3 + n, 1, 1, $4 from generate_series(1, 7000) n`,
    [fleet.deviceId, new Date(nowS * 1000), lastSeq, report({ soil_moisture: 7 })],
  );
  const query = {
    device: await visible(fleet.did),
    names: ['soil_moisture'],
    span: { fromMs: (nowS - 7_000) * 1000, toMs: nowS * 1000 },
    binCount: 10,
    isAbandoned: () => false,
  };
  const services = { ...api, layouts: new StatusLayouts() };
  const all = await readSeries(services, { ...query, maxFrames: 7_000 });
  expect(all).toMatchObject({ frames: 7_000, isSampled: false });
  expect(all.byName.get('soil_moisture')?.count).toEqual(Array(10).fill(700));
  const some = await readSeries(services, { ...query, maxFrames: 4_000 });
  expect(some).toMatchObject({ frames: 4_000, isSampled: true });
  expect(some.byName.get('soil_moisture')?.count).toEqual(Array(10).fill(400));
});

test('frames are read with the definition of their time', async () => {
  const changed = sketchDefinition('酸度计', 'standard', phMeterPoints);
  await api.succeed('PATCH', `/admin/v1/products/${product.productKey}`, { datapoints: changed });
  const p0 = Buffer.from('040302dc089d00000000', 'hex');
  await store(nowS * 1000 - 1_000, encodeFrame({ command: frameCommand.report, payload: p0 }), 2);
  const answer = await api.succeed('GET', path('names=pH,EC'));
  expect(answer).toMatchObject({
    frames: 5,
    series: [
      { name: 'pH', last: [7.32] },
      { name: 'EC', last: [0] },
    ],
  });
});

async function visible(did: string) {
  const device = await new DeviceLookup(api.database).byDid(did);
  return { ...device!, product: api.catalog.productByKey(product.productKey)! };
}
