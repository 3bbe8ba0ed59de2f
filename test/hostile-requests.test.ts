import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';

/** Requests as no honest program makes them, byte by byte, to a server as a user has it. */
let server: ServerProcess;
let customer: Customer;
let admin: string;
let program: string;
let app: string;

beforeAll(async () => {
  server = await ServerProcess.start({ env: { QIYUN_PROCESSES: '1' } });
  customer = await createCustomer(server);
  const { enterpriseId, enterpriseSecret } = customer;
  const { appid } = await adminApi(server).post(`/enterprises/${enterpriseId}/apps`, { name: '果园' });
  admin = `Authorization: Bearer ${server.adminToken}`;
  program = `X-Gizwits-Enterprise-ID: ${enterpriseId}\r\nX-Gizwits-Enterprise-Secret: ${enterpriseSecret}`;
  app = `X-Gizwits-Application-Id: ${appid}`;
}, 60_000);

afterAll(() => server.remove());

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends the bytes and reads until the server hangs up. */
async function send(bytes: string): Promise<Answer> {
  const socket = connect(server.httpPort, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes, 'latin1');
  const answer = await text(socket);
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  return { status: Number(head.split(' ', 2)[1]), head, body };
}

interface Line {
  readonly host?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

function ask(line: string, { host = 'localhost', headers = [], body = '' }: Line = {}): Promise<Answer> {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = [`${line} HTTP/1.1`, `Host: ${host}`, ...headers, ...length, 'Connection: close'];
  return send(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const goesOn = async () => (await ask('GET /readyz')).status;

describe('a path', () => {
  test.each([
    '/v1/..%2fadmin/v1/enterprises',
    '/v1/../admin/v1/enterprises',
    '/v1/%2e%2e/admin/v1/enterprises',
    '/docs/../admin/v1/enterprises',
    '//admin/v1/enterprises',
    '/admin//v1/enterprises',
    '/admin%2fv1%2fenterprises',
    '/%61dmin/v1/enterprises',
    '/ADMIN/V1/ENTERPRISES',
    '/admin/v1/enterprises/',
    '/admin/v1/enterprises%00',
    '/admin/v1/enterprises;a=b',
    '/admin/v1/enterprises#/docs',
    '/docs%3f/../admin/v1/enterprises',
    'http://attacker.example/admin/v1/enterprises',
  ])('%s leads nobody past who lets in', async (path) => {
    const { status, head, body } = await ask(`GET ${path}`);
    expect([400, 401, 404]).toContain(status);
    expect(head).not.toMatch(/^location:/im);
    expect(body).not.toContain(customer.enterpriseId);
  });

  test.each([
    '/assets/../../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/docs/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/docs/%252e%252e%252f%252e%252e%252fetc%252fpasswd',
    '/captcha/image/..%2f..%2fpackage.json',
    '/..\\..\\package.json',
    '/%c0%ae%c0%ae/package.json',
    '/index.html%00.png',
    '/admin/v1/backups/..%2f..%2fsealing-key',
  ])('%s reads no file', async (path) => {
    for (const accept of ['*/*', 'text/html']) {
      const { body } = await ask(`GET ${path}`, { headers: [`Accept: ${accept}`, admin] });
      expect(body).not.toMatch(/"dependencies"|root:|swagger/);
    }
  });

  test('with a name of a backup that is a path erases nothing', async () => {
    for (const name of ['..%2f..%2finstance', '..', '%2e%2e', '.%2f..'])
      expect((await ask(`DELETE /admin/v1/backups/${name}`, { headers: [admin] })).status).toBeGreaterThan(
        399,
      );
    expect(await goesOn()).toBe(200);
  });
});

describe('a host name that the caller made up', () => {
  test('is nothing that an answer sends anybody to', async () => {
    const headers = [
      'X-Forwarded-Host: attacker.example',
      'X-Forwarded-Proto: https',
      'X-Host: attacker.example',
    ];
    for (const path of ['/', '/docs', '/doc/index/debug_enterprise', '/nowhere', '/openapi.json']) {
      const { head, body } = await ask(`GET ${path}`, { host: 'attacker.example', headers });
      expect([path, head.includes('attacker')]).toEqual([path, false]);
      expect([path, body.includes('attacker')]).toEqual([path, false]);
    }
  });

  test('is refused where it is none', async () => {
    for (const host of ['a b', 'a/b', 'a@b', 'a"b', 'a%0d%0a', ''])
      expect((await ask('GET /dev/devices/0000000000000000000000', { host })).status).toBeGreaterThan(399);
  });
});

describe('a request that two servers would read in two ways is refused:', () => {
  test.each([
    ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked'],
    ['chunks twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked'],
    ['chunks that are not the last coding', 'Transfer-Encoding: chunked, identity'],
    ['another coding', 'Transfer-Encoding: xchunked'],
    ['two lengths', 'Content-Length: 4\r\nContent-Length: 5'],
    ['a length with a sign', 'Content-Length: +4'],
    ['a length in hex', 'Content-Length: 0x4'],
    ['a blank before the colon', 'Content-Length : 4'],
    ['a line that goes on', 'X-A: b\r\n Content-Length: 4'],
    ['a lone line feed', 'X-A: b\nContent-Length: 4'],
    ['a lone carriage return', 'X-A: b\rContent-Length: 4'],
  ])('%s', async (_, lines) => {
    const smuggled = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const { status, body } = await send(
      `POST /admin/v1/enterprises HTTP/1.1\r\nHost: localhost\r\n${admin}\r\n${lines}\r\n\r\n0\r\n\r\n${smuggled}`,
    );
    expect(status).toBe(400);
    expect(body).not.toContain('"status"');
  });

  test('no Host at all', async () => {
    expect((await send('GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n')).status).toBe(400);
  });
});

test.each(['TRACE', 'CONNECT', 'PROPFIND', 'DEBUG', 'TRACK'])(
  'the method %s does nothing',
  async (method) => {
    const { status } = await ask(`${method} /admin/v1/enterprises`, { headers: [admin] });
    expect(status === 0 || status >= 400 || Number.isNaN(status)).toBe(true);
    expect(await goesOn()).toBe(200);
  },
);

describe('a body that is a bomb', () => {
  const many = `[${'0,'.repeat(490_000)}0]`;
  const deep = '['.repeat(490_000) + ']'.repeat(490_000);
  const keys = `{${Array.from({ length: 60_000 }, (_, index) => `"k${index}":0`).join(',')}}`;

  test('is refused by every face that takes a body, and the server goes on', async () => {
    const { productKey } = customer.greenhouse;
    const faces: [line: string, headers: string[], field: string][] = [
      ['POST /admin/v1/enterprises', [admin], 'name'],
      [`POST /admin/v1/enterprises/${customer.enterpriseId}/products`, [admin], 'datapoints'],
      [`POST /admin/v1/products/${productKey}/devices`, [admin], 'devices'],
      ['POST /console/v1/session', ['X-Qiyun-Console: 1'], 'admin_token'],
      [`POST /v1/products/${productKey}/access_token`, [program], 'enterprise_id'],
      ['POST /app/users', [app], 'username'],
    ];
    for (const [line, headers, field] of faces)
      for (const bomb of [many, deep, keys, `"${'x'.repeat(1_000_000)}"`])
        for (const body of [bomb, `{"${field}":${bomb}}`]) {
          const { status } = await ask(line, { headers, body });
          expect([line, field, status]).toEqual([line, field, 400]);
        }
    expect(await goesOn()).toBe(200);
  }, 60_000);

  test('of a prototype changes no object but itself', async () => {
    const proto = '"__proto__":{"name":"polluted"},"constructor":{"prototype":{"name":"polluted"}}';
    const bodies = [`{${proto}}`, `{"name":{${proto}}}`, `{"datapoints":{${proto}}}`];
    for (const body of bodies)
      for (const line of [
        'POST /admin/v1/enterprises',
        `PATCH /admin/v1/products/${customer.greenhouse.productKey}`,
      ])
        await ask(line, { headers: [admin], body });
    // A name that comes from a prototype would do.
    expect((await ask('POST /admin/v1/enterprises', { headers: [admin], body: '{}' })).status).toBe(400);
    const { product } = {
      product: await adminApi(server).get(`/products/${customer.greenhouse.productKey}`),
    };
    expect(product).toMatchObject({ name: '温室', datapoints: { entities: greenhouseController.entities } });
  });
});
