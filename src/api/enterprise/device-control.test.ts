import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bindSomebody } from '../../../test/bind-somebody.ts';
import { decodeControl } from '../../codec/device-side.ts';
import { compileDocument } from '../../codec/fixtures/compile-fixture.test-helper.ts';
import { QiyunError } from '../../model/errors.ts';
import { greenhouseController } from '../../model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../../model/example-products/irrigation-valve.ts';
import { newDid } from '../../model/identifiers.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let device: TestDevice;
let token: string;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise, { definition: greenhouseController });
  token = await api.tokenOf(enterprise, product);
  device = await api.createDevice(product, 'accf2350d446', { isOnline: true });
});

beforeEach(() => {
  api.commands.sent.length = 0;
  api.commands.failure = undefined;
});

afterAll(() => api.stop());

const control = (body: unknown, did = device.did) =>
  api.post(`${product.path}/devices/${did}/control`, { token, body });

describe('control', () => {
  it('sends data points and answers an empty object when the device has acknowledged', async () => {
    const attrs = { heater: true, mode: '节能', target_temperature: 21.5 };
    const answer = await control({ attrs });
    expect([answer.statusCode, answer.body]).toEqual([200, '{}']);
    expect(api.commands.sent).toMatchObject([
      { deviceId: device.deviceId, options: { timeoutMs: 5_000, acknowledgement: 'required' } },
    ]);
    const payload = Buffer.from(api.commands.sent[0]!.payload, 'hex');
    const values = decodeControl(compileDocument(greenhouseController), payload);
    expect(Object.fromEntries(values as Map<string, unknown>)).toEqual({
      heater: 1,
      mode: 2,
      target_temperature: 165,
    });
  });

  it.each([
    [{ raw: [5, 0, 255] }, '0500ff'],
    [{ raw: '0500FF', binary_coding: 'hex' }, '0500ff'],
    [{ raw: 'BQD/', binary_coding: 'base64' }, '0500ff'],
  ])('sends %j as it is', async (body, payload) => {
    expect((await control(body)).statusCode).toBe(200);
    expect(api.commands.sent).toMatchObject([{ payload }]);
  });

  it('takes binary data points in the coding that the call names', async () => {
    for (const [light_schedule, binary_coding] of [
      ['0102', undefined],
      ['0102', 'hex'],
      ['AQI=', 'base64'],
    ]) {
      expect((await control({ attrs: { light_schedule }, binary_coding })).statusCode).toBe(200);
    }
    expect(new Set(api.commands.sent.map(({ payload }) => payload)).size).toBe(1);
  });

  it('does not wait for the acknowledgement where the product says so', async () => {
    await api.updateProduct(product.id, { controlAck: 'sent' });
    await control({ raw: [1] });
    expect(api.commands.sent).toMatchObject([{ options: { acknowledgement: 'sent' } }]);
    await api.updateProduct(product.id, { controlAck: 'required' });
  });

  it('uses a new definition from its first call on', async () => {
    const changing = await api.createProduct(enterprise, { definition: greenhouseController });
    const valve = await api.createDevice(changing, 'accf2350d446', { isOnline: true });
    const url = `${changing.path}/devices/${valve.did}/control`;
    const options = { token: await api.tokenOf(enterprise, changing), body: { attrs: { valve_open: 1 } } };
    expect(refusalOf(await api.post(url, options))).toBe('400 5401');
    await api.updateProduct(changing.id, { definition: irrigationValve });
    expect((await api.post(url, options)).statusCode).toBe(200);
  });

  it.each([
    ['{"attrs":', '400 5001'],
    ['', '400 5001'],
    [[], '400 5002'],
    [{}, '400 5002'],
    [{ raw: [1], attrs: { heater: 1 } }, '400 5002'],
    [{ raw: [256] }, '400 5002'],
    [{ raw: ['1'] }, '400 5002'],
    [{ raw: [] }, '400 5002'],
    [{ raw: 'ff' }, '400 5002'],
    [{ raw: null }, '400 5002'],
    [{ raw: 'f', binary_coding: 'hex' }, '400 5002'],
    [{ raw: [1], binary_coding: 'octal' }, '400 5002'],
    [{ attrs: [] }, '400 5002'],
    [{ attrs: 'heater' }, '400 5002'],
    [{ attrs: null }, '400 5002'],
  ])('refuses the form %j with %s and sends nothing', async (body, refusal) => {
    expect(refusalOf(await control(body))).toBe(refusal);
    expect(api.commands.sent).toEqual([]);
  });
});

describe('control refuses, in this order,', () => {
  const attrs = { heater: 1 };

  it.each(['x', `${'0'.repeat(21)}%00`, '%27', 'a'.repeat(250)])(
    '5301: a did that is none, %s',
    async (did) => expect(refusalOf(await control({ attrs }, did))).toBe('404 5301'),
  );

  it('5301: an unknown did', async () => {
    expect(refusalOf(await control({ attrs }, newDid()))).toBe('404 5301');
  });

  it('5302, 5404, 5304, 5303, 5305, 5402 and 5401, each once what comes before is in order', async () => {
    const worst = await api.createProduct(enterprise, { remoteControl: false, controlRequiresBinding: true });
    const worstToken = await api.tokenOf(enterprise, worst);
    const victim = await api.createDevice(worst, '021122334455', { isDisabled: true, firstOnlineAtMs: null });
    const attempt = async (values: object, did = victim.did) => {
      const url = `${worst.path}/devices/${did}/control`;
      return api.post(url, { token: worstToken, body: { attrs: values } });
    };
    const set = (statement: string) => api.database.query(statement, [victim.deviceId]);
    expect(refusalOf(await attempt({ nothing: 1 }, device.did))).toBe('403 5302');
    expect(refusalOf(await attempt({ nothing: 1 }))).toBe('400 5404');
    await api.updateProduct(worst.id, { remoteControl: true });
    expect((await attempt({ nothing: 1 })).json()).toMatchObject({
      error_code: '5304',
      detail: 'the device is disabled',
    });
    await set('update device_standing set is_disabled = false where device_id = $1');
    expect((await attempt({ nothing: 1 })).json()).toMatchObject({
      error_code: '5304',
      detail: 'the device was never online',
    });
    await set('update device_standing set first_online_at = now() where device_id = $1');
    expect(refusalOf(await attempt({ nothing: 1 }))).toBe('400 5303');
    await bindSomebody(api.database, victim.deviceId);
    expect(refusalOf(await attempt({ nothing: 1 }))).toBe('400 5305');
    await set('update device_standing set is_online = true where device_id = $1');
    expect(refusalOf(await attempt({ nothing: 1 }))).toBe('400 5402');
    await api.updateProduct(worst.id, { definition: greenhouseController });
    const answer = await attempt({ nothing: 1 });
    expect([refusalOf(answer), answer.json().detail]).toEqual(['400 5401', 'nothing: no such data point']);
    expect(api.commands.sent).toEqual([]);
    expect((await attempt({ heater: 1 })).statusCode).toBe(200);
  });

  it.each([
    [{}, /attrs/],
    [{ heater: 2 }, /heater/],
    [{ air_temperature: 20 }, /air_temperature/],
    [{ mode: '没有' }, /mode/],
    [{ grow_light: 101 }, /grow_light/],
    [{ target_temperature: 21.55 }, /target_temperature/],
    [{ light_schedule: '00'.repeat(9) }, /light_schedule/],
    [{ __proto__: 1, heater: 'x' }, /heater/],
  ])('5401: %j, named in the detail', async (values, detail) => {
    const answer = await control({ attrs: values });
    expect(refusalOf(answer)).toBe('400 5401');
    expect(answer.json().detail).toMatch(detail);
  });

  it.each(['5305', '5403'] as const)('%s: what the connection itself finds', async (code) => {
    api.commands.failure = new QiyunError(code);
    expect(refusalOf(await control({ attrs }))).toBe(`400 ${code}`);
    expect(api.commands.sent.length).toBe(1);
  });

  it('nothing else: raw needs no data points', async () => {
    const plain = await api.createProduct(enterprise);
    const { did } = await api.createDevice(plain, 'accf2350d446', { isOnline: true });
    const options = { token: await api.tokenOf(enterprise, plain), body: { raw: [5, 1] } };
    expect((await api.post(`${plain.path}/devices/${did}/control`, options)).statusCode).toBe(200);
  });
});
