import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HandDrivenDevice } from '../../test/hand-driven-device.ts';
import { type RunningGateway, startGateway } from '../../test/running-gateway.ts';

let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway({ session: { maxUnknownPerAddress: 2 } });
});

afterAll(() => gateway.stop());

function openSocket(): Socket {
  return connect(gateway.port, '127.0.0.1').on('error', () => {});
}

test('an address that opens connections without logging in has some, those beyond are cut, and devices that are logged in do not count', async () => {
  const server = { mqttPort: gateway.port };
  const devices = [await gateway.createDevice(), await gateway.createDevice(), await gateway.createDevice()];
  const online = [];
  for (const device of devices) online.push(await HandDrivenDevice.connect(server, device));
  const silent = [openSocket(), openSocket()];
  await Promise.all(silent.map((socket) => once(socket, 'connect')));
  await expect.poll(() => gateway.gateway.connectionCount).toBe(5);

  await once(openSocket().resume(), 'close');
  await expect(HandDrivenDevice.connect(server, devices[0]!)).rejects.toThrow();
  silent[0]!.destroy();
  await expect.poll(() => gateway.gateway.connectionCount).toBe(4);
  const back = await HandDrivenDevice.connect(server, devices[0]!);

  silent[1]!.destroy();
  for (const device of [...online, back]) device.end();
});
