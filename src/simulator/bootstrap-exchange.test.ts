import { getEventListeners } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BootstrapServer, exchangeBootstrap } from './bootstrap-exchange.ts';

const request = { head: ['GET /dev/devices/x HTTP/1.1'] };
let server: Server;
let address: BootstrapServer;

beforeAll(async () => {
  server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhost=h&port=1'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, hostName: 'api.gizwits.com' };
});
afterAll(() => server.close());

test('an exchange leaves nothing behind on the signal that could have ended it', async () => {
  const { signal } = new AbortController();
  expect(await exchangeBootstrap(address, request, signal)).toEqual({ status: 200, body: 'host=h&port=1' });
  await expect(exchangeBootstrap({ ...address, port: 1 }, request, signal)).rejects.toThrow('ECONNREFUSED');
  await expect.poll(() => getEventListeners(signal, 'abort').length).toBe(0);
});

test('an exchange ends at once when its signal says so', async () => {
  const stay = new AbortController();
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const exchange = exchangeBootstrap({ ...address, port }, request, stay.signal);
  stay.abort();
  await expect(exchange).rejects.toThrow('abort');
  await new Promise((resolve) => silent.close(resolve));
});

test('an exchange does not begin when its signal has said so before', async () => {
  await expect(exchangeBootstrap(address, request, AbortSignal.abort())).rejects.toThrow('abort');
});
