import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  connectDevice,
  type RunningGateway,
  startGateway,
  type TestDevice,
} from '../../test/running-gateway.ts';

let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

/** Holds logins when they have read their device, until the function returned is called. */
function holdLogins() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    gateway.interceptLogins(() => {
      resolve();
      return released;
    });
  });
  return { reached, release };
}

async function disable({ deviceId }: TestDevice): Promise<void> {
  await gateway.database.query('update device_standing set is_disabled = true where device_id = $1', [
    deviceId,
  ]);
  await gateway.directory.commands.disconnect(deviceId, 'offline_reset');
}

async function isOnline({ deviceId }: TestDevice): Promise<unknown> {
  const { rows } = await gateway.database.query(
    'select is_online from device_standing where device_id = $1',
    [deviceId],
  );
  return rows[0]!.is_online;
}

test('a device that is disabled while it logs in is refused, be it for the first time', async () => {
  const device = await gateway.createDevice();
  const { reached, release } = holdLogins();
  const login = connectDevice(gateway, device);
  await reached;
  await disable(device);
  release();
  await expect(login).rejects.toMatchObject({ code: 5 });
  expect(await isOnline(device)).toBe(false);
});

test('a device that is disabled while it logs in once more is refused, and its session is ended', async () => {
  gateway.interceptLogins(async () => {});
  const device = await gateway.createDevice();
  await connectDevice(gateway, device);
  const { reached, release } = holdLogins();
  const login = connectDevice(gateway, device);
  await reached;
  await disable(device);
  release();
  await expect(login).rejects.toMatchObject({ code: 5 });
  expect(await isOnline(device)).toBe(false);
});

test('a device that is enabled again is let in', async () => {
  gateway.interceptLogins(async () => {});
  const device = await gateway.createDevice();
  await disable(device);
  await gateway.database.query('update device_standing set is_disabled = false where device_id = $1', [
    device.deviceId,
  ]);
  const client = await connectDevice(gateway, device);
  expect(await isOnline(device)).toBe(true);
  await client.endAsync();
});
