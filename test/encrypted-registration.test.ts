import type { AddressInfo } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encryptForm, secretFormKey } from '../src/codec/secret-form.ts';
import { deviceBootstrap } from '../src/gateway/bootstrap/device-bootstrap.ts';
import { newHexIdentifier } from '../src/model/identifiers.ts';
import { provisionDevice } from '../src/simulator/provision-device.ts';
import { provisionEncrypted } from '../src/simulator/provision-encrypted.ts';
import { registerDevice } from '../src/simulator/register-device.ts';
import { registerEncrypted } from '../src/simulator/register-encrypted.ts';
import { resetDevice } from '../src/simulator/reset-device.ts';
import { type RunningRegistrar, startRegistrar } from './test-registrar.ts';

let registrar: RunningRegistrar;
let app: FastifyInstance;
let productKey: string;
let productSecret: string;
let server: { host: string; port: number; hostName: string };
let macs = 0;
let mac: string;

beforeAll(async () => {
  registrar = await startRegistrar();
  productKey = registrar.products.encrypted;
  productSecret = registrar.seal.open(registrar.catalog.productByKey(productKey)!.secretSealed);
});

afterAll(() => registrar.stop());

beforeEach(async () => {
  mac = `0C00000000${(++macs).toString(16).padStart(2, '0').toUpperCase()}`;
  app = fastify();
  await app.register(deviceBootstrap, {
    registrar: registrar.newRegistrar(),
    publicHost: undefined,
    mqttPort: () => 1883,
    mqttsPort: () => undefined,
    clock: registrar.clock,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  server = { host: '127.0.0.1', port, hostName: '127.0.0.1' };
});

afterEach(() => app.close());

function register(passcode = 'de9e8d18d9'): Promise<string> {
  return registerEncrypted(server, { productKey, productSecret, mac, passcode });
}

interface Refusal {
  readonly status: number;
  readonly code: string | null;
  readonly detail: string | null;
}

async function refusalOf(path: string, init: RequestInit = {}): Promise<Refusal> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
  const form = new URLSearchParams(await response.text());
  return { status: response.status, code: form.get('error_code'), detail: form.get('detail') };
}

function post(data: string, key = productKey): Promise<Refusal> {
  return refusalOf(`/dev/${key}/device`, { method: 'POST', body: `data=${data}` });
}

function encrypted(text: string, secret = productSecret): string {
  return encryptForm(secretFormKey(secret), text);
}

test('a device registers, finds MQTT, and has its did again with the same passcode and with another', async () => {
  const did = await register();
  expect(await registrar.device(did)).toMatchObject({ mac: mac.toLowerCase(), passcode: 'de9e8d18d9' });
  expect(await provisionEncrypted(server, { did, productKey, productSecret })).toMatchObject({
    host: '127.0.0.1',
    port: 1883,
  });
  expect(await register()).toBe(did);
  expect(await register('AFTERRESET')).toBe(did);
  expect(await registrar.countOf('device_reset', did)).toBe(1);
});

test('another passcode is refused while the device is online', async () => {
  await registrar.goOnline(await register());
  await expect(register('AFTERRESET')).rejects.toThrow(/ 403 error_code=5018/);
});

test('a form that fills its blocks may come without padding, as some modules send it', async () => {
  const text = `mac=${mac}&passcode=de9e8d18d9&type=normal`;
  expect(text.length % 16).toBe(0);
  const response = await fetch(`http://127.0.0.1:${server.port}/dev/${productKey}/device`, {
    method: 'POST',
    body: `data=${encrypted(text).slice(0, -32)}`,
  });
  expect(response.status).toBe(201);
  expect(await response.text()).toBe(encrypted(`did=${await register()}`));
});

test('extra is read and changes nothing', async () => {
  const did = await register();
  const data = encrypted(`mac=${mac}&passcode=de9e8d18d9&type=normal&extra=00000003`);
  expect(await post(data)).toMatchObject({ status: 201 });
  expect(await register()).toBe(did);
});

test('what is in clear is refused to a device that registers encrypted', async () => {
  const did = await register();
  await expect(registerDevice(server, { productKey, mac, passcode: 'de9e8d18d9' })).rejects.toThrow(
    / 403 .*5018/,
  );
  await expect(provisionDevice(server, did)).rejects.toThrow(/ 403 .*5018/);
  await expect(resetDevice(server, { did, passcode: 'de9e8d18d9' })).rejects.toThrow(/ 403 .*5018/);
  expect(await registrar.countOf('device_reset', did)).toBe(0);
});

describe('a refusal', () => {
  const good = () => `mac=${mac}&passcode=de9e8d18d9&type=normal`;
  const unreadable: [what: string, data: () => string][] = [
    ['of another key', () => encrypted(good(), newHexIdentifier())],
    ['of what is no hex', () => 'xy'.repeat(32)],
    ['of half a block', () => encrypted(good()).slice(0, -16)],
    ['of a changed last block', () => `${encrypted(`${good()}&`).slice(0, -2)}00`],
    ['without a passcode', () => encrypted(`mac=${mac}&type=normal`)],
    ['of a mac that is none', () => encrypted('mac=a b&passcode=1&type=normal')],
    ['of another type', () => encrypted(`mac=${mac}&passcode=1&type=other`)],
    ['of an extra that is none', () => encrypted(`${good()}&extra=1`)],
  ];

  test.each(unreadable)('%s says no more than the others', async (_what, data) => {
    const detail = 'data: not encrypted with the secret of the product, or not what it should be';
    expect(await post(data())).toEqual({ status: 400, code: '5002', detail });
  });

  test('comes without data, for an unknown product, and for one that registers in clear', async () => {
    expect(await refusalOf(`/dev/${productKey}/device`, { method: 'POST', body: '' })).toMatchObject({
      code: '5002',
      detail: 'data: missing',
    });
    expect(await post(encrypted(good()), newHexIdentifier())).toMatchObject({ status: 404, code: '5015' });
    expect(await post(encrypted(good()), registrar.products.open)).toMatchObject({
      status: 403,
      code: '5018',
    });
  });

  test('comes to the did of another product, and to one that is none', async () => {
    const { open } = registrar.products;
    const foreign = await registerDevice(server, { productKey: open, mac, passcode: 'WSIUADAGYY' });
    const ask = (did: string) => refusalOf(`/dev/${productKey}/device?did=${did}`);
    expect(await ask(encrypted(foreign))).toMatchObject({ status: 404, code: '5301' });
    expect(await ask(encrypted('nobody'))).toMatchObject({ status: 400, code: '5002' });
    expect(await ask(foreign)).toMatchObject({ status: 400, code: '5002' });
  });

  test('is all that who guesses on gets', async () => {
    const answers: Refusal[] = [];
    for (let i = 0; i < 12; i++) answers.push(await post('00'.repeat(16)));
    expect(answers.at(-1)).toMatchObject({ status: 403, code: '5013' });
  });
});
