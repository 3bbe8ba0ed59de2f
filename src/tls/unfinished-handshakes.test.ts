import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { connect as connectTls, createServer, type Server } from 'node:tls';
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
  handshakes = new UnfinishedHandshakes(server, 2);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

function connectSilently(): Socket {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

function shakeHands(): Socket {
  const { port } = server.address() as AddressInfo;
  const socket = connectTls({ host: '127.0.0.1', port, ca: authority.certificate });
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

test('one more than there may be is cut, and a place is free again when one has gone', async () => {
  const [first] = [connectSilently(), connectSilently()];
  await expect.poll(() => handshakes.count).toBe(2);
  await once(connectSilently(), 'close');
  first.destroy();
  await expect.poll(() => handshakes.count).toBe(1);
  await once(shakeHands(), 'secureConnect');
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
