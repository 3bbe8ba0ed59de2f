import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../../test/running-gateway.ts';

let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway({ maxConnections: 2 });
});

afterAll(() => gateway.stop());

function openSocket(): Socket {
  return connect(gateway.port, '127.0.0.1').on('error', () => {});
}

test('a connection beyond what a process may have is cut, and one comes in when another has gone', async () => {
  const sockets = [openSocket(), openSocket()];
  await expect.poll(() => gateway.gateway.connectionCount).toBe(2);
  await once(openSocket().resume(), 'close');
  expect(gateway.gateway.connectionCount).toBe(2);

  sockets[0]!.destroy();
  await expect.poll(() => gateway.gateway.connectionCount).toBe(1);
  sockets.push(openSocket());
  await expect.poll(() => gateway.gateway.connectionCount).toBe(2);
  for (const socket of sockets) socket.destroy();
});
