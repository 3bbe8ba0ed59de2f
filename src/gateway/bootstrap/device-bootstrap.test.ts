import { type AddressInfo, connect } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningRegistrar, startRegistrar } from '../../../test/test-registrar.ts';
import { newDid } from '../../model/identifiers.ts';
import { deviceBootstrap } from './device-bootstrap.ts';

let test: RunningRegistrar;
let app: FastifyInstance;
let httpPort: number;
let mqttPort: number;
let tests = 0;
let mac: string;

beforeAll(async () => {
  test = await startRegistrar();
});

afterAll(() => test.stop());

beforeEach(async () => {
  mac = `0211220000${(++tests).toString(16).padStart(2, '0').toUpperCase()}`;
  mqttPort = 1883;
  return await serve({ publicHost: undefined });
});

/** Returns what ends it. */
async function serve({ publicHost }: { publicHost: string | undefined }): Promise<() => Promise<void>> {
  app = fastify();
  // What a frame around the plugin may do to every answer; modules must not see it.
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-request-id', 'did=host=port=');
  });
  const registrar = test.newRegistrar();
  await app.register(deviceBootstrap, {
    registrar,
    publicHost,
    mqttPort: () => mqttPort,
    mqttsPort: () => 8883,
    clock: test.clock,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  httpPort = (app.server.address() as AddressInfo).port;
  return () => app.close();
}

interface Received {
  /** What the first read gave; all of it, if a module is to understand it. */
  readonly first: string;
  readonly whole: string;
}

/** Sends the bytes on a new connection, like a module, and reads until the server closes it. */
function exchange(request: string): Promise<Received> {
  return new Promise((resolve, reject) => {
    const reads: string[] = [];
    const socket = connect(httpPort, '127.0.0.1', () => socket.write(request));
    socket.on('data', (bytes) => reads.push(bytes.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => resolve({ first: reads[0] ?? '', whole: reads.join('') }));
  });
}

interface Answer {
  readonly status: number;
  readonly headers: string[];
  readonly body: string;
}

/** An answer as a module takes it: from one read of at most 1023 bytes. */
async function ask(request: string): Promise<Answer> {
  const { first, whole } = await exchange(request);
  expect(first).toBe(whole);
  expect(whole.length).toBeLessThan(1023);
  const [head = '', body = ''] = whole.split('\r\n\r\n');
  const [statusLine = '', ...headers] = head.split('\r\n');
  expect(statusLine).toMatch(/^HTTP\/1\.1 \d{3} /);
  return { status: Number(statusLine.split(' ')[1]), headers, body };
}

// The requests as the vendor's firmware writes them, blanks and missing blanks included (device-cloud.md §4.2).
const form = 'Content-Type: application/x-www-form-urlencoded';

function post(fields: string): string {
  return `POST /dev/devices HTTP/1.1\r\nHost: api.gizwits.com\r\nContent-Length: ${fields.length}\r\n${form}\r\n\r\n${fields}`;
}

function registration(passcode: string, given: { mac?: string; productKey?: string } = {}): string {
  const { productKey = test.products.open } = given;
  return post(`passcode=${passcode}&mac=${given.mac ?? mac}&product_key=${productKey}`);
}

function provision(did: string, hostLine = 'Host: api.gizwits.com'): string {
  return `GET /dev/devices/${did} HTTP/1.1\r\n${hostLine}\r\nCache-Control: no-cache\r\n${form}\r\n\r\n`;
}

function reset(fields: string): string {
  return `DELETE /dev/devices HTTP/1.1\r\nHost: api.gizwits.com\r\nContent-Length: ${fields.length}\r\n${form}\r\n\r\n${fields}`;
}

async function registered(passcode = 'WSIUADAGYY'): Promise<string> {
  const { status, body } = await ask(registration(passcode));
  expect(status).toBe(201);
  return body.slice('did='.length);
}

describe('the requests of an unmodified module', () => {
  it('registers with 201 and did=, in a single read', async () => {
    const { status, headers, body } = await ask(registration('WSIUADAGYY'));
    expect(status).toBe(201);
    expect(body).toMatch(/^did=[0-9A-Za-z]{22}$/);
    expect(headers.map((header) => header.split(':')[0])).toEqual([
      'Content-Type',
      'Content-Length',
      'Connection',
      'Date',
    ]);
    expect(headers).toContain('Connection: close');
  });

  it('asks for its address with a form Content-Type and no body', async () => {
    const did = await registered();
    const { status, body } = await ask(provision(did));
    expect(status).toBe(200);
    const serverTs = test.clock() / 1000;
    expect(body).toBe(
      `host=api.gizwits.com&port=1883&server_ts=${serverTs}&log_host=api.gizwits.com&log_port=1884&log_enable=0&`,
    );
  });

  it('writes headers without a blank after the colon', async () => {
    const did = await registered();
    const { body } = await ask(provision(did, 'Host:api.gizwits.com'));
    expect(body).toMatch(/^host=api\.gizwits\.com&/);
    const fields = 'passcode=WSIUADAGYY&type=1&hard_version=000LINUX&soft_version=04020006';
    const { status } = await ask(
      `POST /dev/ota/v4.1/update_and_check/${did} HTTP/1.1\r\nHost:api.gizwits.com\r\nContent-Length:70\r\n${form}\r\n\r\n${fields}`,
    );
    expect(status).toBe(404);
  });

  it('deletes itself with a form body and is given its did again', async () => {
    const did = await registered('OLDPASSCOD');
    expect(await ask(reset(`did=${did}&passcode=OLDPASSCOD`))).toMatchObject({ status: 200, body: '' });
    expect(await registered('NEWPASSCOD')).toBe(did);
  });

  it('deletes what it no longer is and can go on', async () => {
    const did = await registered('OLDPASSCOD');
    expect(await ask(reset(`did=${did}&passcode=WRONG`))).toMatchObject({ status: 200, body: '' });
    expect(await ask(reset(`did=${newDid()}&passcode=OLDPASSCOD`))).toMatchObject({ status: 200 });
  });

  it.each([
    `/dev/ota/v4.1/latest?hard_version=1&soft_version=2&product_key=${'0'.repeat(32)}&type=1`,
    `/dev/ota/target_fid?did=${'a'.repeat(22)}&product_key=${'0'.repeat(32)}&type=1&hard_version=1&soft_version=2&current_fid=3`,
  ])('asks %s and hears of no update', async (path) => {
    const answer = await ask(`GET ${path} HTTP/1.1\r\nHost: h\r\nContent-Type: application/text\r\n\r\n`);
    expect(answer).toMatchObject({ status: 404, body: 'no update' });
  });

  it('may say nothing of its Content-Type, or nonsense', async () => {
    const fields = `passcode=WSIUADAGYY&mac=${mac}&product_key=${test.products.open}`;
    const head = `POST /dev/devices HTTP/1.1\r\nHost: h\r\nContent-Length: ${fields.length}\r\n`;
    expect(await ask(`${head}\r\n${fields}`)).toMatchObject({ status: 201 });
    expect(await ask(`${head}Content-Type: form\r\n\r\n${fields}`)).toMatchObject({ status: 201 });
  });

  it('may send its request in pieces', async () => {
    const request = registration('WSIUADAGYY');
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect({ port: httpPort, host: '127.0.0.1', noDelay: true });
      socket.on('error', reject);
      socket.on('data', (bytes) => resolve(bytes.toString('latin1')));
      for (const piece of request.match(/.{1,7}/gs)!) socket.write(piece);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 201 Created\r\n.*\r\n\r\ndid=[0-9A-Za-z]{22}$/s);
  });
});

describe('the host a module is told', () => {
  it.each([
    ['Host: 10.1.2.3', '10.1.2.3'],
    ['Host: cloud.example.com:80', 'cloud.example.com'],
    ['Host: [2001:db8::7]:8080', '2001:db8::7'],
    ['Host: [::1]', '::1'],
  ])('for %s is %s', async (hostLine, host) => {
    const { body } = await ask(provision(await registered(), hostLine));
    expect(body.split('&')[0]).toBe(`host=${host}`);
  });

  it('fits in the single read at its longest', async () => {
    const host = 'a'.repeat(255);
    const { status, body } = await ask(provision(await registered(), `Host: ${host}`));
    expect(status).toBe(200);
    expect(body).toContain(`log_host=${host}&`);
  });

  it.each([
    'Host: a&port=1',
    'Host: a b',
    'Host: a/b',
    'Host: [::1',
    'Host: 2001:db8::7',
    'Host: user@a',
    'Host: a%0d',
    'Host: ',
    `Host: ${'a'.repeat(256)}`,
  ])('is never made of %s', async (hostLine) => {
    const { status, body } = await ask(provision(await registered(), hostLine));
    expect(status).toBe(400);
    expect(body).not.toMatch(/(^|&)host=/);
  });

  it('is the public host where there is one, with the port that MQTT has by now', async () => {
    await app.close();
    await serve({ publicHost: 'devices.example.com' });
    const did = await registered();
    mqttPort = 40_123;
    const { body } = await ask(provision(did, 'Host: a&b'));
    expect(body).toMatch(/^host=devices\.example\.com&port=40123&server_ts=\d+&/);
  });
});

describe('a refusal', () => {
  const errorFields = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

  it.each([
    ['mac', 'passcode=A&product_key=1'],
    ['mac', 'passcode=A&mac=0123+45&product_key=1'],
    ['passcode', 'mac=1&product_key=1'],
    ['passcode', `passcode=${'A'.repeat(33)}&mac=1&product_key=1`],
    ['passcode', 'passcode=%00&mac=1&product_key=1'],
    ['product_key', 'passcode=A&mac=1'],
  ])('names the %s in "%s"', async (field, fields) => {
    const { status, body } = await ask(post(fields));
    expect(status).toBe(400);
    expect(errorFields(body)).toEqual({
      error_code: '5002',
      error_message: 'form invalid',
      detail: expect.stringMatching(`^${field}: `),
    });
  });

  const refusals: [what: string, errorCode: string, status: number, request: () => string][] = [
    ['an unknown product', '5015', 404, () => registration('A', { productKey: 'unknown' })],
    ['an encrypted product', '5018', 403, () => registration('A', { productKey: test.products.encrypted })],
    [
      'a mac not known before',
      '5018',
      403,
      () => registration('A', { productKey: test.products.preregistered }),
    ],
    ['an unknown did', '5301', 404, () => provision(newDid())],
    ['what is no did', '5301', 404, () => provision("'--")],
    ['a reset without a did', '5002', 400, () => reset('passcode=A')],
    ['a body that is too large', '5002', 413, () => post('a'.repeat(1025))],
    ['an unknown path', '5002', 404, () => 'GET /dev/jd/product/1 HTTP/1.1\r\nHost: h\r\n\r\n'],
  ];

  it.each(refusals)('of %s is %s with status %i', async (_what, errorCode, status, request) => {
    const answer = await ask(request());
    expect(answer.status).toBe(status);
    expect(errorFields(answer.body)).toMatchObject({ error_code: errorCode });
  });

  it('of a disabled device is 400/5304', async () => {
    const did = await registered('A');
    await test.database.query(
      'update device_standing set is_disabled = true where device_id = (select id from device where did = $1)',
      [did],
    );
    const { status, body } = await ask(registration('A'));
    expect([status, errorFields(body).error_code]).toEqual([400, '5304']);
  });

  it('of another passcode while a session is open is 403/5018', async () => {
    await test.goOnline(await registered('A'));
    const { status, body } = await ask(registration('B'));
    expect([status, errorFields(body).error_code]).toEqual([403, '5018']);
  });

  it('for too many new devices is 403/5013 with Retry-After', async () => {
    const answers: Answer[] = [];
    for (let i = 0; i < 31; i++) answers.push(await ask(registration('A', { mac: `${mac}-${i}` })));
    expect(answers.at(29)!.status).toBe(201);
    const { status, headers, body } = answers.at(30)!;
    expect([status, errorFields(body).error_code]).toEqual([403, '5013']);
    expect(headers).toContain('Retry-After: 1');
  });
});
