import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  connectDevice,
  type RunningGateway,
  startGateway,
  type TestDevice,
} from '../../test/running-gateway.ts';

const anyClaim = Number.MAX_SAFE_INTEGER;
let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

async function connect(device: TestDevice) {
  const client = await connectDevice(gateway, device);
  onTestFinished(() => void client.end(true));
  return client;
}

/** Holds every write until the function returned is called. */
function holdWrites(): () => void {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  gateway.interceptWrites(() => released);
  return release;
}

/** After a round trip to the database, which is longer than any way inside the process. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  await gateway.database.query('select 1');
  return Promise.race([promise.then(() => true), Promise.resolve(false)]);
}

const report = Buffer.from('0000000303000090', 'hex');

test('a device is released only after all that was received of it is on disk, also when it has gone already', async () => {
  const device = await gateway.createDevice();
  const client = await connect(device);
  const write = holdWrites();
  await client.publishAsync(`dev2app/${device.did}`, report);
  client.end(true);
  await expect.poll(() => gateway.gateway.hasSession(device.deviceId)).toBe(false);
  const released = gateway.gateway.release(device.deviceId, anyClaim);
  expect(await isSettled(released)).toBe(false);
  write();
  await released;
  const { rows } = await gateway.database.query(
    'select is_online from presence_event where device_id = $1 order by occurred_at, seq',
    [device.deviceId],
  );
  expect(rows).toEqual([{ is_online: true }, { is_online: false }]);
});

test('a release ends the session here as offline_force', async () => {
  const device = await gateway.createDevice();
  await connect(device);
  await gateway.gateway.release(device.deviceId, anyClaim);
  const { rows } = await gateway.database.query(
    'select reason from presence_event where device_id = $1 and not is_online',
    [device.deviceId],
  );
  expect(rows).toEqual([{ reason: 'offline_force' }]);
});
