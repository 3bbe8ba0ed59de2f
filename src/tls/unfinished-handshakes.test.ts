import { once } from 'node:events';
import { type AddressInfo, connect, type Socket, type TcpSocketConnectOpts } from 'node:net';
import { type ConnectionOptions, connect as connectTls, createServer, type Server } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { CertificateAuthority } from '../../test/certificate-authority.ts';
import { UnfinishedHandshakes } from './unfinished-handshakes.ts';

let authority: CertificateAuthority;
let server: Server;
let handshakes: UnfinishedHandshakes;
const sockets: Socket[] = [];

beforeAll(() => {
  authority = new CertificateAuthority();
});

afterAll(() => authority.remove());

beforeEach(async () => {
  const { certificate: cert, key } = authority.issue('server');
  server = createServer({ cert, key });
  const isProxy = (address: string) => address === '127.0.0.9';
  handshakes = new UnfinishedHandshakes(server, isProxy, { countMax: 4, perAddress: 2 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

function connectSilently(localAddress = '127.0.0.1'): Socket {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

function shakeHands(localAddress = '127.0.0.1'): Socket {
  const { port } = server.address() as AddressInfo;
  const options: ConnectionOptions & TcpSocketConnectOpts = { port, host: '127.0.0.1', localAddress };
  const socket = connectTls({ ...options, ca: authority.certificate });
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

test('one address has a place again when one of its own has gone, and leaves places to others', async () => {
  const [first] = [connectSilently(), connectSilently()];
  await expect.poll(() => handshakes.count).toBe(2);
  await once(connectSilently(), 'close');
  await once(shakeHands('127.0.0.2'), 'secureConnect');
  first.destroy();
  await expect.poll(() => handshakes.count).toBe(1);
  await once(shakeHands(), 'secureConnect');
});

test('a proxy has all places, and one more than there are is cut', async () => {
  for (let i = 0; i < 4; i++) connectSilently('127.0.0.9');
  await expect.poll(() => handshakes.count).toBe(4);
  await once(connectSilently('127.0.0.9'), 'close');
  await once(connectSilently('127.0.0.2'), 'close');
});

test('a finished one no longer counts, and what is no TLS is a failure', async () => {
  for (let i = 0; i < 3; i++) await once(shakeHands(), 'secureConnect');
  await expect.poll(() => handshakes.count).toBe(0);
  expect(handshakes.failures).toBe(0);
  connectSilently().write('GET / HTTP/1.1\r\n\r\n');
  await expect.poll(() => handshakes.failures).toBe(1);
});

test('none keeps the server open, and finished ones stay', async () => {
  const finished = shakeHands();
  await once(server, 'secureConnection');
  connectSilently();
  await expect.poll(() => handshakes.count).toBe(1);
  handshakes.close();
  await expect.poll(() => handshakes.count).toBe(0);
  await once(connectSilently(), 'close');
  expect(finished.destroyed).toBe(false);
  const closed = new Promise((resolve) => server.close(resolve));
  finished.destroy();
  await closed;
});
