import { expect, test } from 'vitest';
import { connectDevice, startGateway } from '../../test/running-gateway.ts';

const report = Buffer.from('0000000303000090', 'hex');

test('a gateway that closes acknowledges what it has received before it ends the session', async () => {
  const gateway = await startGateway();
  const device = await gateway.createDevice();
  const client = await connectDevice(gateway, device);
  let write = () => {};
  const held = new Promise<void>((resolve) => {
    write = resolve;
  });
  const writing = new Promise<void>((resolve) => {
    gateway.interceptWrites(() => {
      resolve();
      return held;
    });
  });
  const acknowledged = client.publishAsync(`dev2app/${device.did}`, report, { qos: 1 });
  await writing;
  const closed = gateway.gateway.close();
  write();
  await acknowledged;
  await closed;
  expect(gateway.gateway.connectionCount).toBe(0);
  client.end(true);
  await gateway.stop();
});
