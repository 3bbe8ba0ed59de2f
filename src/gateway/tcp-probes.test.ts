import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../../test/running-gateway.ts';
import { WireDevice } from '../../test/wire-device.ts';

let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

const established = '01';
const keepAliveTimer = '02';

/** Whether the system asks by TCP if the only device is there: the timer of the gateway's end, as /proc/net/tcp has it. */
async function isProbed(): Promise<boolean> {
  const port = gateway.port.toString(16).toUpperCase().padStart(4, '0');
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((line) => line.trim().split(/\s+/));
  const [socket] = lines.filter(([, local, , state]) => local?.endsWith(`:${port}`) && state === established);
  return socket![5]!.startsWith(keepAliveTimer);
}

test.runIf(process.platform === 'linux').each([
  ['declares a keep-alive is judged by it and not by TCP, which waits ten seconds only', 60, false],
  ['declares none is asked by TCP after a long silence', 0, true],
])('a device that %s', async (_, keepAliveSeconds, isExpected) => {
  const device = await WireDevice.connect(gateway, await gateway.createDevice(), keepAliveSeconds);
  // The timer of bytes that are not acknowledged goes first.
  await expect.poll(isProbed).toBe(isExpected);
  device.end();
  await device.closed;
  await expect.poll(() => gateway.gateway.connectionCount).toBe(0);
});
