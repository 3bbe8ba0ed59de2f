import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  connectDevice,
  type RunningGateway,
  startGateway,
  type TestDevice,
} from '../../test/running-gateway.ts';
import { encodeStatus } from '../codec/device-side.ts';
import { encodeFrame } from '../codec/frame.ts';
import { frameCommand } from '../codec/frame-command.ts';
import { compileStatusLayout } from '../codec/status-layout.ts';
import { sketchDefinition } from '../model/example-products/sketch-definition.ts';
import { parseProductDefinition } from '../model/product-definition.ts';
import { updateDevice } from '../store/update-device.ts';
import { updateProduct } from '../store/write-product.ts';

const degrees = { ratio: 0.00001, max: 36_000_000 };
const tracker = sketchDefinition('冷链记录仪', 'standard', [
  {
    name: 'x',
    displayName: '经度',
    dataType: 'uint32',
    type: 'status_readonly',
    uintSpec: { ...degrees, addition: -180 },
  },
  {
    name: 'y',
    displayName: '纬度',
    dataType: 'uint32',
    type: 'status_readonly',
    uintSpec: { ...degrees, addition: -90 },
  },
]);
const layout = compileStatusLayout(parseProductDefinition(tracker, 'f'.repeat(32)));
const guangzhouAddress = '202.96.128.86';

let gateway: RunningGateway;
let device: TestDevice;

beforeEach(async () => {
  gateway = await startGateway({ definition: tracker });
  device = await gateway.createDevice();
});
afterEach(() => gateway.stop());

test('a device is where its address is, until something better is known', async () => {
  await comesFrom(guangzhouAddress);
  expect(await locationOf(device)).toMatchObject({ country: 'China', region: 'Guangdong', source: 'ip' });
  await comesFrom('10.0.0.1');
  expect(await locationOf(device)).toMatchObject({ country: 'China', region: 'Guangdong' });
});

test('a device that says where it is, is there, and no more where its address is', async () => {
  await positionPointsAre({ longitudeAttr: 'x', latitudeAttr: 'y' });
  await comesFrom(guangzhouAddress);
  await reports({ x: 116.4, y: 39.9 });
  const beijing = { country: 'China', city: 'Beijing', longitude: 116.4, latitude: 39.9, source: 'device' };
  expect(await locationOf(device)).toMatchObject(beijing);
  await comesFrom(guangzhouAddress);
  expect(await locationOf(device)).toMatchObject(beijing);
  await reports({ x: 121.47, y: 31.23 });
  expect(await locationOf(device)).toMatchObject({ city: 'Shanghai', longitude: 121.47 });
});

test('what was set by hand stands, whatever the device and its address say', async () => {
  await positionPointsAre({ longitudeAttr: 'x', latitudeAttr: 'y' });
  const byHand = { country: 'Germany', region: null, city: 'Hamburg', longitude: 10, latitude: 53.5 };
  await updateDevice(gateway.database, device.deviceId, byHand);
  await comesFrom(guangzhouAddress);
  await reports({ x: 116.4, y: 39.9 });
  expect(await locationOf(device)).toEqual({ ...byHand, source: 'hand' });
});

test('a receiver without a fix, which reports zeros, moves nothing', async () => {
  await positionPointsAre({ longitudeAttr: 'x', latitudeAttr: 'y' });
  await comesFrom(guangzhouAddress);
  await reports({ x: 0, y: 0 });
  expect(await locationOf(device)).toMatchObject({ region: 'Guangdong', source: 'ip' });
});

async function comesFrom(clientIp: string): Promise<void> {
  const { login } = gateway;
  const outcome = await login(device.did, Buffer.from(device.passcode), clientIp);
  if (outcome.outcome !== 'accepted') throw new Error(outcome.outcome);
  const runtime = await gateway.ingest.attach(outcome.record);
  await new Promise<void>((resolve) => {
    gateway.ingest.sessionOpened(runtime, { keepAliveS: 60, clientIp }, resolve);
  });
  gateway.ingest.detach(runtime);
}

async function reports(values: { x: number; y: number }): Promise<void> {
  const client = await connectDevice(gateway, device);
  const raw = new Map([
    ['x', Math.round((values.x + 180) / degrees.ratio)],
    ['y', Math.round((values.y + 90) / degrees.ratio)],
  ]);
  const payload = encodeStatus(layout, raw, 'report');
  const frame = encodeFrame({ command: frameCommand.report, payload });
  await client.publishAsync(`dev2app/${device.did}`, frame, { qos: 1 });
  client.end(true);
}

async function positionPointsAre(settings: { longitudeAttr: string; latitudeAttr: string }): Promise<void> {
  await updateProduct(gateway.database, gateway.product.id, {
    settings,
    document: undefined,
    updatedAtMs: gateway.now(),
  });
  await gateway.catalog.reload();
}

async function locationOf({ deviceId }: TestDevice) {
  const { rows } = await gateway.database.query(
    `select nullif(p.country, '') as country, nullif(p.region, '') as region, nullif(p.city, '') as city,
       d.longitude, d.latitude, d.location_source as source
     from device d join device_standing s on s.device_id = d.id join place p on p.id = s.place_id where d.id = $1`,
    [deviceId],
  );
  return rows[0]!;
}
