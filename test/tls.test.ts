import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { SimulatedDevice } from '../src/simulator/simulated-device.ts';
import { CertificateAuthority, type IssuedCertificate } from './certificate-authority.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';

let authority: CertificateAuthority;
let issued: IssuedCertificate;
let server: ServerProcess;
let customer: Customer;

beforeAll(async () => {
  authority = new CertificateAuthority();
  issued = authority.issue('first');
  server = await ServerProcess.start({
    env: {
      QIYUN_TLS_CERT: issued.certificatePath,
      QIYUN_TLS_KEY: issued.keyPath,
      QIYUN_HTTPS_PORT: '0',
      QIYUN_MQTTS_PORT: '0',
      QIYUN_PLAIN_LISTEN_HOST: '127.0.0.1',
      QIYUN_PROCESSES: '2',
    },
  });
  customer = await createCustomer(server);
});

afterAll(async () => {
  await server.remove();
  authority.remove();
});

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

function ask(path: string, { method = 'GET', headers = {}, body = '' } = {}): Promise<Answer> {
  const { certificate: ca } = authority;
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: server.readyLine.https,
      path,
      method,
      headers,
      ca,
      agent: false,
    };
    const sent = request(options, async (response) => {
      const chunks = await response.toArray();
      const { statusCode = 0, headers } = response;
      resolve({ status: statusCode, headers, body: Buffer.concat(chunks).toString() });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function shakeHands(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, ca: authority.certificate, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

function newDevice(number: number): SimulatedDevice {
  const { https: port } = server.readyLine;
  return new SimulatedDevice({
    bootstrap: { host: '127.0.0.1', port: port!, hostName: '127.0.0.1', tls: { ca: authority.certificate } },
    product: customer.greenhouse,
    mac: `0A00000000${number.toString(16).padStart(2, '0').toUpperCase()}`,
    qos: 1,
  });
}

test('every process serves all faces over HTTPS', async () => {
  const answers = await Promise.all(Array.from({ length: 16 }, () => ask('/healthz')));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 200));
  expect(await ask('/')).toMatchObject({ status: 200, body: expect.stringContaining('<html') });
  expect(await ask('/v1/products/1/devices')).toMatchObject({ status: 404 });
  const { token } = await ask(`/v1/products/${customer.valve.productKey}/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      enterprise_id: customer.enterpriseId,
      enterprise_secret: customer.enterpriseSecret,
      product_secret: customer.valve.productSecret,
    }),
  }).then(({ body }) => JSON.parse(body));
  expect(token).toMatch(/^[0-9a-f]{32}$/);
});

test('the session of the console is a __Host- cookie by HTTPS', async () => {
  const { status, headers } = await ask('/console/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-qiyun-console': '1' },
    body: JSON.stringify({ admin_token: server.adminToken }),
  });
  expect(status).toBe(200);
  expect(headers['set-cookie']?.[0]).toMatch(/^__Host-qiyun_session=.*; Secure$/);
});

test('a WebSocket opens over TLS, and a request for another protocol is served without it', async () => {
  const socket = new WebSocket(`wss://127.0.0.1:${server.readyLine.https}/ws/app/v1`, {
    ca: authority.certificate,
  });
  await once(socket, 'open');
  socket.close();
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
  expect(await ask('/healthz', { headers })).toMatchObject({ status: 200 });
});

test('a device that asks over HTTPS is sent to MQTT over TLS, and its broken connection is ssl_closed', async () => {
  const devices = Array.from({ length: 8 }, (_, at) => newDevice(at));
  for (const device of devices) device.connect();
  await Promise.all(devices.map((device) => device.online()));
  const [device] = devices;
  device!.report();
  await device!.acknowledged(1);
  await device!.leave('cut');
  const logOf = async () => (await customer.greenhouse.api.get(`/devices/${device!.did}/online`)).objects;
  await expect
    .poll(async () => (await logOf())[0], { timeout: 10_000 })
    .toMatchObject({ type: 'dev_offline', payload: { reason: 'ssl_closed' } });
  await Promise.all(devices.map((each) => each.stop()));
});

test('a renewed certificate is shown by every process while sessions go on, and a broken one is refused', async () => {
  const device = newDevice(20);
  device.connect();
  await device.online();
  const serialNumbers = async () => {
    const ports = [server.readyLine.https!, server.readyLine.mqtts!];
    const sockets = await Promise.all(ports.flatMap((port) => [1, 2, 3, 4].map(() => shakeHands(port))));
    const shown = sockets.map((socket) => socket.getPeerX509Certificate()!.serialNumber);
    for (const socket of sockets) socket.destroy();
    return new Set(shown);
  };
  const renewed = authority.issue('second', 10);
  copyFileSync(renewed.certificatePath, issued.certificatePath);
  copyFileSync(renewed.keyPath, issued.keyPath);
  const expected = new Set([new X509Certificate(renewed.certificate).serialNumber]);
  process.kill(server.processId, 'SIGHUP');
  await expect.poll(serialNumbers).toEqual(expected);

  writeFileSync(issued.keyPath, 'no key');
  process.kill(server.processId, 'SIGHUP');
  const metrics = async () => {
    const headers = { authorization: `Bearer ${server.adminToken}` };
    return (await ask('/metrics', { headers })).body;
  };
  await expect.poll(metrics).toMatch(/^qiyun_tls_certificate_refused\{process="\d+"\} 1$/m);
  const expiry = Date.parse(new X509Certificate(renewed.certificate).validTo) / 1000;
  expect(await metrics()).toMatch(
    new RegExp(`^qiyun_tls_certificate_expiry_seconds\\{process="\\d+"\\} ${expiry}$`, 'm'),
  );
  expect(await serialNumbers()).toEqual(expected);
  device.report();
  await device.acknowledged(1);
  expect(device.lastFailure).toBe('');
  await device.stop();
});

test('a device of a product that wants it registers encrypted, and is refused in clear', async () => {
  const { productKey, productSecret } = customer.valve;
  await adminApi(server).patch(`/products/${productKey}`, { registration: 'encrypted' });
  const bootstrap = { host: '127.0.0.1', port: server.httpPort, hostName: '127.0.0.1' };
  const options = { bootstrap, product: customer.valve, mac: '0A00000000F0', passcode: 'de9e8d18d9' };
  const inClear = new SimulatedDevice(options);
  inClear.connect();
  await inClear.until(() => inClear.lastFailure.includes('5018'), 'refused');
  await inClear.stop();
  const device = new SimulatedDevice({ ...options, productSecret });
  device.connect();
  await device.online();
  const { objects } = await customer.valve.api.get('/devices/search');
  expect(objects).toMatchObject([{ did: device.did, is_online: 1 }]);
  await device.stop();
});

test('what is older than TLS 1.2 is refused', async () => {
  const { https, mqtts } = server.readyLine;
  for (const port of [https!, mqtts!]) {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(shakeHands(port, old)).rejects.toThrow();
    const socket = await shakeHands(port, { maxVersion: 'TLSv1.2' });
    expect(socket.getCipher().name).toMatch(/^ECDHE-.*GCM/);
    socket.destroy();
  }
});
