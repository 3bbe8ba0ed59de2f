import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { compileDocument } from '../../codec/fixtures/compile-fixture.test-helper.ts';
import { createStatusImage, writeField } from '../../codec/status-image.ts';
import { irrigationValve } from '../../model/example-products/irrigation-valve.ts';
import { listenOn } from '../../model/listen-on.ts';
import {
  adminToken,
  type ConsoleApi,
  type ConsoleTestProduct,
  startConsoleApi,
} from './console-api.test-helper.ts';
import { nextEvent, receivedEvents } from './received-events.test-helper.ts';

let api: ConsoleApi;
let product: ConsoleTestProduct;
let device: { deviceId: number; did: string };
let base: string;
let leave = new AbortController();

beforeAll(async () => {
  api = await startConsoleApi();
  product = await api.createProduct({ datapoints: irrigationValve });
  device = await api.createDevice(product, 'accf2350d446');
  const port = await listenOn(api.app.server, { port: 0, host: '127.0.0.1' });
  base = `http://127.0.0.1:${port}/console/v1/products/${product.productKey}/devices`;
});

afterEach(async () => {
  leave.abort();
  leave = new AbortController();
  await expect.poll(() => api.eventStreams.size).toBe(0);
});

afterAll(() => api.close());

const call = (method = 'GET', did = device.did) =>
  fetch(`${base}/${did}/events`, {
    method,
    headers: { authorization: `Bearer ${adminToken}` },
    signal: leave.signal,
  });

test('a stream begins with the present and goes on with what comes to the disk', async () => {
  const { deviceId, did } = device;
  const layout = compileDocument(irrigationValve);
  const image = createStatusImage(layout);
  writeField(image, layout.fieldsByName.get('soil_temperature')!, 5732);
  await api.database.query(
    'update device_state set image = $2, definition_version = 1, reported_at = $3 where device_id = $1',
    [deviceId, image, new Date(api.clock() - 500)],
  );
  const answer = await call();
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events = receivedEvents(answer);
  expect(await nextEvent(events)).toEqual({
    event: 'present',
    data: { online: false, attrs: { soil_temperature: 37.32 }, reported_at: api.clock() / 1000 - 0.5 },
  });
  expect(api.watched.watcherCount(deviceId)).toBe(1);
  const time = api.clock() / 1000;
  api.watched.publish({ type: 'presence', deviceId, isOnline: true });
  expect(await nextEvent(events)).toEqual({ event: 'presence', data: { time, online: true } });
  const attrs = JSON.stringify({ valve_open: true, program: '定时', watering_times: [6, 16] });
  api.watched.publish({ type: 'report', deviceId, did, frame: Buffer.of(1), attrs });
  expect(await nextEvent(events)).toEqual({
    event: 'report',
    data: { time, attrs: { valve_open: 1, program: '定时', watering_times: '0610' } },
  });
  api.watched.publish({ type: 'report', deviceId, did, frame: Buffer.of(6, 255), attrs: undefined });
  expect(await nextEvent(events)).toEqual({ event: 'raw', data: { time, payload: '06ff' } });
});

test('a caller who goes away no longer watches the device', async () => {
  await nextEvent(receivedEvents(await call()));
  expect(api.watched.isWatched(device.deviceId)).toBe(true);
  leave.abort();
  await expect.poll(() => api.watched.isWatched(device.deviceId)).toBe(false);
});

test('a question for the headers alone leaves no stream behind', async () => {
  expect((await call('HEAD')).status).toBe(200);
  await expect.poll(() => api.eventStreams.size).toBe(0);
  expect(api.watched.isWatched(device.deviceId)).toBe(false);
});

test('a device that is not there has no stream', async () => {
  const answer = await call('GET', 'nonsense');
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ error_code: '5301' });
});

test('a server that stops ends its streams and is not kept waiting by them', async () => {
  const events = receivedEvents(await call());
  await nextEvent(events);
  const closed = new Promise((resolve) => api.app.server.close(resolve));
  api.eventStreams.close();
  expect((await events.next()).done).toBe(true);
  await closed;
});
