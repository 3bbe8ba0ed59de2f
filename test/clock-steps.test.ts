import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type RunningGateway, startGateway, type TestDevice } from './running-gateway.ts';
import { WireDevice } from './wire-device.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let gateway: RunningGateway;
let device: TestDevice;
let wire: WireDevice;
let reported: number;

beforeEach(async () => {
  gateway = await startGateway();
  device = await gateway.createDevice();
  wire = await WireDevice.connect(gateway, device, 10);
  onTestFinished(() => wire.end());
  reported = 0;
});
afterEach(() => gateway.stop());

describe.each([
  ['forward by a day', dayMs],
  ['forward by a year', 365 * dayMs],
  ['back by an hour', -hourMs],
  ['back by a month', -31 * dayMs],
  ['back by half a second', -500],
])('a clock that is set %s', (_, stepMs) => {
  test('ends no session, and the device stays online', async () => {
    gateway.stepClock(stepMs);
    await report();
    gateway.advance(14_000);
    await report();
    expect(await presenceOf(device)).toEqual(['online']);
  });

  test('loses nothing: what is reported before and after it is in the log, in the order of its sequence', async () => {
    for (let count = 0; count < 5; count++) await report();
    gateway.stepClock(stepMs);
    for (let count = 0; count < 5; count++) await report();
    const { rows } = await gateway.database.query<{ payload: Buffer }>(
      'select payload from rejected_frame where device_id = $1 order by seq',
      [device.deviceId],
    );
    expect(rows.map(({ payload }) => payload[0])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('still lets a silent device go after one and a half times its keep-alive', async () => {
    gateway.stepClock(stepMs);
    gateway.advance(15_000);
    expect(gateway.gateway.hasSession(device.deviceId)).toBe(true);
    gateway.advance(1);
    await gateway.ingest.idle();
    expect(await presenceOf(device)).toEqual(['online', 'no_heartbeat']);
    const { rows } = await gateway.database.query(
      'select duration_s from presence_event where not is_online',
    );
    expect(rows).toEqual([{ duration_s: 15 }]);
  });
});

test('frames of before a step back of less than a second stay before those that come after it', async () => {
  await report();
  gateway.stepClock(-900);
  await report();
  const { rows } = await gateway.database.query<{ payload: Buffer }>(
    'select payload from rejected_frame where device_id = $1 order by received_at, seq',
    [device.deviceId],
  );
  expect(rows.map(({ payload }) => payload[0])).toEqual([1, 2]);
});

test('a clock that runs a year ahead for a while does not cost the log its past', async () => {
  await report();
  gateway.stepClock(365 * dayMs);
  await report();
  gateway.stepClock(-365 * dayMs);
  await report();
  const { rows } = await gateway.database.query('select count(*) from rejected_frame where device_id = $1', [
    device.deviceId,
  ]);
  expect(rows).toEqual([{ count: 3 }]);
});

test('a process that did not run for an hour does not take its devices for silent', async () => {
  gateway.sleepThrough(hourMs);
  await report();
  gateway.advance(14_000);
  await gateway.ingest.idle();
  expect(await presenceOf(device)).toEqual(['online']);
});

test('a device that is heard when the process wakes, and never again, goes after one and a half times its keep-alive', async () => {
  gateway.wakeLater(hourMs);
  await report();
  gateway.advance(14_000);
  expect(gateway.gateway.hasSession(device.deviceId)).toBe(true);
  gateway.advance(2_000);
  await gateway.ingest.idle();
  expect(await presenceOf(device)).toEqual(['online', 'no_heartbeat']);
});

/** One byte, which is no frame: kept as rejected, like a frame in everything that time has to do with. */
async function report(): Promise<void> {
  reported++;
  const payload = Buffer.from([reported]);
  wire.send({
    cmd: 'publish',
    topic: `dev2app/${device.did}`,
    payload,
    qos: 1,
    messageId: reported,
    dup: false,
    retain: false,
  });
  await wire.until('puback', reported);
}

async function presenceOf({ deviceId }: TestDevice): Promise<unknown[]> {
  const { rows } = await gateway.database.query(
    'select is_online, reason from presence_event where device_id = $1 order by seq',
    [deviceId],
  );
  return rows.map((row) => (row.is_online ? 'online' : row.reason));
}
