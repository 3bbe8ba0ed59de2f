import type { AddressInfo } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import mqtt from 'mqtt';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deviceBootstrap } from '../src/gateway/bootstrap/device-bootstrap.ts';
import { signedBootstrap } from '../src/gateway/bootstrap/signed-bootstrap.ts';
import { newDid } from '../src/model/identifiers.ts';
import { signBody, signToken } from '../src/model/sign-token.ts';
import { registerDevice } from '../src/simulator/register-device.ts';
import { type RunningGateway, startGateway, type TestDevice } from './running-gateway.ts';
import { type RunningRegistrar, startRegistrar } from './test-registrar.ts';

test('token and body signature are what openssl makes of the same texts', () => {
  const signer = { productKey: 'pk', mac: 'ff', passcode: 'key', nonce: 'NONCE' };
  // printf %s pk,ff,key,NONCE | openssl sha256
  expect(signToken(signer)).toBe('a48c181a1a6defbb61cf63788487055fbfb454b07c61ea00f9f96116b84685c3');
  // printf %s key,NONCE,a=1 | openssl sha256
  expect(signBody(signer, 'a=1')).toBe('68284620a30bc1bf9ca056d0f1186aae7ac29d811f33dff10c4b8900136eee1b');
});

let nonces = 0;
function newNonce(): string {
  return `NONCE${++nonces}`;
}

describe('a device that signs, over HTTP', () => {
  const passcode = 'WSIUADAGYY';
  let registrar: RunningRegistrar;
  let app: FastifyInstance;
  let port: number;
  let did: string;
  let mac: string;

  beforeAll(async () => {
    registrar = await startRegistrar();
    app = fastify();
    const options = {
      registrar: registrar.newRegistrar(),
      publicHost: undefined,
      mqttPort: () => 1883,
      mqttsPort: () => undefined,
      clock: registrar.clock,
    };
    await app.register(deviceBootstrap, options);
    await app.register(signedBootstrap, options);
    await app.listen({ host: '127.0.0.1', port: 0 });
    port = (app.server.address() as AddressInfo).port;
  });

  afterAll(async () => {
    await app.close();
    await registrar.stop();
  });

  beforeEach(async () => {
    mac = `0d00000000${newNonce().slice(5).padStart(2, '0')}`;
    const server = { host: '127.0.0.1', port, hostName: '127.0.0.1' };
    did = await registerDevice(server, { productKey: registrar.products.open, mac, passcode });
  });

  function headersFor(body?: string, key = passcode, nonce = newNonce()): Record<string, string> {
    const signer = { productKey: registrar.products.open, mac, passcode: key, nonce };
    const signature = { 'X-Sign-Method': 'sha256', 'X-Sign-Nonce': nonce, 'X-Sign-Token': signToken(signer) };
    return body === undefined
      ? signature
      : { ...signature, 'X-Sign-ETag': signBody(signer, body), 'Content-Type': 'text/plain' };
  }

  async function ask(path: string, init: RequestInit): Promise<{ status: number; fields: object }> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const fields = Object.fromEntries(new URLSearchParams(await response.text()));
    return { status: response.status, fields };
  }

  const address = () => ({
    address: '127.0.0.1',
    port: '1883',
    restart_time: '0',
    tz_offset: '0',
    device_id: did,
  });
  const refused = { status: 403, fields: expect.objectContaining({ error_code: '5018' }) };

  test('is told where MQTT is', async () => {
    const path = `/v2/devices/${did}/bootstrap`;
    expect(await ask(path, { headers: headersFor() })).toEqual({ status: 200, fields: address() });
  });

  test('is told so when it is set up anew, and loses its bindings then', async () => {
    await registrar.bind(did);
    const network = (body: string) =>
      ask(`/v2/devices/${did}/network`, { method: 'POST', headers: headersFor(body), body });
    const common = `random_code=${'0'.repeat(32)}&lan_proto_ver=v5.0&user_id=`;
    expect(await network(`is_reset=0&${common}`)).toEqual({ status: 200, fields: address() });
    expect(await registrar.countOf('binding', did)).toBe(1);
    expect(await network(`is_reset=1&${common}`)).toEqual({ status: 200, fields: address() });
    expect(await registrar.countOf('binding', did)).toBe(0);
    expect(await registrar.device(did)).toMatchObject({ passcode });
  });

  test('shows each signature once', async () => {
    const request = { headers: headersFor() };
    expect(await ask(`/v2/devices/${did}/bootstrap`, request)).toMatchObject({ status: 200 });
    expect(await ask(`/v2/devices/${did}/bootstrap`, request)).toEqual(refused);
  });

  test('is refused with another key, another body and another did, in the same words', async () => {
    const path = `/v2/devices/${did}/network`;
    const answers = [
      await ask(`/v2/devices/${did}/bootstrap`, { headers: headersFor(undefined, 'ANOTHERKEY') }),
      await ask(path, { method: 'POST', headers: headersFor('is_reset=0'), body: 'is_reset=1' }),
      await ask(`/v2/devices/${newDid()}/bootstrap`, { headers: headersFor() }),
    ];
    expect(answers).toEqual([refused, refused, refused]);
    expect(new Set(answers.map(({ fields }) => JSON.stringify(fields))).size).toBe(1);
  });

  test('is refused in the same words with what is no did, which counts as an attempt', async () => {
    registrar.advance(60_000);
    const attempt = (did: string) => ask(`/v2/devices/${did}/bootstrap`, { headers: headersFor() });
    for (const did of ['%00', '%F0%9F%8C%B1', 'x'.repeat(100), `${newDid()}%00`, newDid()]) {
      expect(await attempt(did)).toEqual(refused);
      expect(await attempt(did)).toEqual(refused);
    }
    expect(await attempt('%00')).toMatchObject({ fields: { error_code: '5013' } });
    registrar.advance(60_000);
  });

  test.each(['X-Sign-Method', 'X-Sign-Nonce', 'X-Sign-Token'])('is told that %s is missing', async (name) => {
    const { [name]: _, ...headers } = headersFor();
    expect(await ask(`/v2/devices/${did}/bootstrap`, { headers })).toMatchObject({
      status: 400,
      fields: { error_code: '5002', detail: `${name.toLowerCase()}: missing` },
    });
  });

  test('hears that there is no newer firmware, and that the secret of a product is no key', async () => {
    const body = 'type=0&hw_version=1&sw_version=2';
    const firmware = { method: 'PUT', headers: headersFor(body), body };
    expect(await ask(`/v2/devices/${did}/firmwares`, firmware)).toMatchObject({ status: 404 });
    const network = { method: 'POST', headers: headersFor(body), body };
    const path = `/v2/products/${registrar.products.open}/devices/${mac}/network`;
    expect(await ask(path, network)).toEqual(refused);
  });
});

describe('a device that signs, over MQTT', () => {
  let gateway: RunningGateway;
  let device: TestDevice;

  beforeAll(async () => {
    gateway = await startGateway();
    device = await gateway.createDevice();
  });

  afterAll(() => gateway.stop());

  function logIn(nonce: string, key = device.passcode): Promise<mqtt.MqttClient> {
    const mac = device.did.slice(0, 12).toLowerCase();
    const { productKey } = gateway.product;
    return mqtt.connectAsync(`mqtt://127.0.0.1:${gateway.port}`, {
      clientId: device.did,
      username: `${device.did}|signmethod=sha256,signnonce=${nonce}`,
      password: signToken({ productKey, mac, passcode: key, nonce }),
      reconnectPeriod: 0,
      keepalive: 0,
    });
  }

  test('logs in with a token, again with the same one when it has lost its connection, and not with another key', async () => {
    const nonce = newNonce();
    const former = await logIn(nonce);
    former.stream.destroy();
    const client = await logIn(nonce);
    await expect(logIn(newNonce(), 'ANOTHERKEY')).rejects.toThrow(/bad user ?name or password/i);
    expect(client.connected).toBe(true);
    await client.endAsync();
  });

  test('is refused when a login is looked at again and its passcode is another one, or none, by then', async () => {
    const { deviceId, did, passcode } = await gateway.createDevice();
    const signer = { productKey: gateway.product.productKey, mac: did.slice(0, 12).toLowerCase(), passcode };
    const nonce = newNonce();
    const userName = `${did}|signmethod=sha256,signnonce=${nonce}`;
    const password = Buffer.from(signToken({ ...signer, nonce }));
    const look = () => gateway.login(userName, password, '127.0.0.1');
    expect([await look(), await look()]).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
    for (const sealed of [gateway.seal.seal('ANOTHERKEY'), null]) {
      await gateway.database.query('update device set passcode_sealed = $2 where id = $1', [
        deviceId,
        sealed,
      ]);
      expect(await look()).toEqual({ outcome: 'bad_credentials' });
    }
  });

  test('takes over its own session, and uses its further topics, not those of others', async () => {
    const former = await logIn(newNonce());
    const client = await logIn(newNonce());
    await expect.poll(() => former.connected).toBe(false);
    const { did } = device;
    const filters = [`llm/${did}/config/response`, `llm/${did}/config/push`, `app2dev/${did}/+`];
    expect((await client.subscribeAsync(filters)).map(({ qos }) => qos)).toEqual([0, 0, 0]);
    await expect(client.subscribeAsync(`llm/${newDid()}/config/push`)).rejects.toThrow();
    await client.publishAsync(`llm/${did}/config/request`, '{}', { qos: 1 });
    await client.publishAsync(`sys/${did}/log`, 'started', { qos: 1 });
    const { rows } = await gateway.database.query('select from rejected_frame');
    expect(rows).toHaveLength(0);
    await client.endAsync();
  });
});
