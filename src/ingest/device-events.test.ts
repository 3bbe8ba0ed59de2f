import { afterEach, beforeEach, expect, test } from 'vitest';
import { HandDrivenDevice } from '../../test/hand-driven-device.ts';
import { type RunningGateway, startGateway, type TestDevice } from '../../test/running-gateway.ts';
import { encodeStatus } from '../codec/device-side.ts';
import { encodeFrame } from '../codec/frame.ts';
import { frameCommand } from '../codec/frame-command.ts';
import { StatusLayouts } from '../codec/status-layouts.ts';
import type { DeviceEvent } from '../model/device-event.ts';
import { irrigationValve } from '../model/example-products/irrigation-valve.ts';

const watched = new Set<number>();
let events: DeviceEvent[] = [];
let gateway: RunningGateway;
let device: TestDevice;
let client: HandDrivenDevice | undefined;

beforeEach(async () => {
  events = [];
  watched.clear();
  gateway = await startGateway({
    definition: irrigationValve,
    events: {
      isWatched: (deviceId) => watched.has(deviceId),
      publish: (event) => void events.push(event),
    },
  });
  device = await gateway.createDevice();
});
afterEach(async () => {
  client?.end();
  await gateway.stop();
});

async function connect(): Promise<HandDrivenDevice> {
  client = await HandDrivenDevice.connect({ mqttPort: gateway.port }, device);
  return client;
}

function frameOf(payload: Buffer): Buffer {
  return encodeFrame({ command: frameCommand.report, payload });
}

function report(values: Record<string, number>): Buffer {
  const layout = new StatusLayouts().of(gateway.product.current!.definition);
  return frameOf(encodeStatus(layout, new Map(Object.entries(values)), 'report'));
}

const transparent = frameOf(Buffer.of(0x06, 1, 2, 3));

test('a watched device is told when it comes, reports and goes, after each is on disk', async () => {
  watched.add(device.deviceId);
  const mqtt = await connect();
  await mqtt.publish(report({ valve_open: 1 }), 1);
  await mqtt.publish(report({ litres_total: 12 }), 1);
  await mqtt.publish(transparent, 1);
  mqtt.end();
  await expect.poll(() => events).toHaveLength(5);
  const { deviceId, did } = device;
  expect(events.map((event) => (event.type === 'presence' ? event.isOnline : event.attrs))).toEqual([
    true,
    '{"valve_open":true}',
    '{"valve_open":true,"litres_total":12}',
    undefined,
    false,
  ]);
  expect(events[3]).toEqual({ type: 'report', deviceId, did, frame: transparent, attrs: undefined });
});

test('a report that waits for the disk is not told, and is told as it was', async () => {
  watched.add(device.deviceId);
  const mqtt = await connect();
  let write = () => {};
  gateway.interceptWrites(() => new Promise((resolve) => (write = resolve)));
  await mqtt.publish(report({ litres_total: 1 }), 0);
  await mqtt.fence();
  await mqtt.publish(report({ litres_total: 2 }), 0);
  await mqtt.fence();
  expect(events.filter(({ type }) => type === 'report')).toEqual([]);
  gateway.interceptWrites(async () => {});
  write();
  await expect.poll(() => events).toHaveLength(3);
  expect(events.slice(1).map((event) => (event as { attrs?: string }).attrs)).toEqual([
    '{"litres_total":1}',
    '{"litres_total":2}',
  ]);
});

test('nothing is told of a device that nobody watches, nor what cannot be read', async () => {
  const mqtt = await connect();
  await mqtt.publish(report({ valve_open: 1 }), 1);
  watched.add(device.deviceId);
  await mqtt.publish(Buffer.from('no frame'), 1);
  await mqtt.publish(frameOf(Buffer.alloc(0)), 1);
  expect(events).toEqual([]);
});
