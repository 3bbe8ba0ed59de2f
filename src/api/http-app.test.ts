import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { Type } from 'typebox';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { QiyunError } from '../model/errors.ts';
import { createHttpApp, type HttpAppOptions } from './http-app.ts';
import type { HttpApp } from './http-face.ts';
import { acceptJsonBodies } from './json-body.ts';

const apps: HttpApp[] = [];

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

function createApp(options: Partial<HttpAppOptions> = {}): HttpApp {
  const app = createHttpApp({ checkReady: async () => {}, ...options });
  apps.push(app);
  return app;
}

/** A face with one route of each kind. */
function createFace(options: Partial<HttpAppOptions> = {}): HttpApp {
  const app = createApp(options);
  app.register(async (face: HttpApp) => {
    acceptJsonBodies(face);
    const querystring = Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 20 })),
      sort: Type.Optional(Type.Enum(['asc', 'desc'])),
    });
    face.get('/list', { schema: { querystring } }, async ({ query }) => query);
    const body = Type.Object({ name: Type.String(), tags: Type.Optional(Type.Array(Type.Integer())) });
    face.post('/things', { schema: { body } }, async (request) => request.body);
    face.delete('/things', async () => ({}));
    face.get('/broken', async () => {
      throw new Error('password=hunter2');
    });
    face.get('/busy', async () => {
      throw new QiyunError('5013', { retryAfterSeconds: 7 });
    });
    face.get('/absent', async () => {
      throw new QiyunError('5409', { status: 501, detail: 'the database is your own' });
    });
    face.get('/client', async (request) => ({ ip: request.ip }));
  });
  return app;
}

describe('createHttpApp', () => {
  it('reads JSON whatever the Content-Type says', async () => {
    const app = createFace();
    const types = ['application/json', 'application/x-www-form-urlencoded', 'text/plain; charset=x', '§', ''];
    for (const type of types) {
      const headers = type ? { 'content-type': type } : {};
      const answer = await app.inject({ method: 'POST', url: '/things', headers, payload: '{"name":"a"}' });
      expect([answer.statusCode, answer.json()]).toEqual([200, { name: 'a' }]);
    }
  });

  it('takes the id of a request from a trusted proxy, and from nobody else', async () => {
    const idFrom = async (trustedProxies: string[], given: string) => {
      const headers = { 'x-request-id': given };
      return (await createFace({ trustedProxies }).inject({ url: '/list', headers })).headers['x-request-id'];
    };
    expect(await idFrom(['127.0.0.1'], 'edge-42')).toBe('edge-42');
    expect(await idFrom(['192.0.2.1'], 'edge-42')).not.toBe('edge-42');
    expect(await idFrom([], 'edge-42')).not.toBe('edge-42');
    expect(await idFrom(['127.0.0.1'], 'a line\nof my own')).toMatch(/^[0-9a-f]{12}-1$/);
    expect(await idFrom(['127.0.0.1'], 'x'.repeat(129))).toMatch(/^[0-9a-f]{12}-1$/);
  });

  it('logs every answer at any level where that is asked for, without its query string', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    await createFace({ logger }).inject('/list?token=s3cr3t');
    expect(lines).toEqual([]);
    const answer = await createFace({ logger, logsAccess: true }).inject('/list?token=s3cr3t&limit=5');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 30, requestId: answer.headers['x-request-id'], method: 'GET', path: '/list', status: 200 },
    ]);
    expect(lines.join()).not.toContain('s3cr3t');
  });

  it('needs no body where a route has none, even with a Content-Type', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await createFace().inject({ method: 'DELETE', url: '/things', headers });
    expect([answer.statusCode, answer.json()]).toEqual([200, {}]);
  });

  it.each(['{"name":', '', 'name=a', '{name: 1}'])('refuses %j as 5001', async (payload) => {
    const answer = await createFace().inject({ method: 'POST', url: '/things', payload });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error_code: '5001' }]);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it.each([
    ['/list?limit=1001', 'limit: must be <= 1000'],
    ['/list?limit=0', 'limit: must be >= 1'],
    ['/list?limit=many', 'limit: must be integer'],
    ['/list?limit=1&limit=2', 'limit: must be integer'],
    ['/list?sort=up', 'sort: must be one of asc, desc'],
  ])('names the field that %s has wrong', async (url, detail) => {
    const answer = await createFace().inject(url);
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      { error_code: '5002', error_message: 'form invalid', detail },
    ]);
  });

  it.each([
    [{}, 'name: is required'],
    [{ name: 5 }, 'name: must be string'],
    [{ name: 'a', tags: [1, '2'] }, 'tags[1]: must be integer'],
    [[], 'body: must be object'],
    ['text', 'body: must be object'],
  ])('takes the JSON %j at its word', async (payload, detail) => {
    const answer = await createFace().inject({
      method: 'POST',
      url: '/things',
      payload: JSON.stringify(payload),
    });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error_code: '5002', detail }]);
  });

  it('converts query parameters, fills in defaults and ignores unknown ones', async () => {
    const answer = await createFace().inject('/list?limit=5&colour=red');
    expect(answer.json()).toMatchObject({ limit: 5 });
    expect((await createFace().inject('/list')).json()).toEqual({ limit: 20 });
  });

  it('does not log what an installation does not have as a fault of ours', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const answer = await createFace({ logger }).inject('/absent');
    expect(answer.statusCode).toBe(501);
    expect(lines).toEqual([]);
  });

  it('says nothing of an unexpected fault but the request id, and logs the rest without the query', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
    const answer = await createFace({ logger }).inject('/broken?product_secret=s3cr3t');
    const requestId = answer.headers['x-request-id'];
    expect([answer.statusCode, answer.json()]).toEqual([
      500,
      { error_code: '5409', error_message: 'call innerapi failed!', detail: `request ${requestId}` },
    ]);
    const log = lines.join('');
    expect(log).toContain('password=hunter2');
    expect(log).toContain(requestId);
    expect(log).not.toContain('s3cr3t');
  });

  it('answers an unknown path in the shape of every error', async () => {
    const answer = await createFace().inject({ method: 'POST', url: '/nowhere?x=1', payload: 'x' });
    expect([answer.statusCode, answer.json()]).toEqual([
      404,
      { error_code: '5002', error_message: 'form invalid', detail: 'path: there is no POST /nowhere' },
    ]);
  });

  it.each([
    ['zh', '接口使用过于频繁'],
    ['zh-CN,zh;q=0.9,en;q=0.8', '接口使用过于频繁'],
    ['en-US,en;q=0.9,zh;q=0.8', 'API call rate limit execeed quota'],
    ['zh;q=0.1, en', 'API call rate limit execeed quota'],
    ['fr, *', 'API call rate limit execeed quota'],
  ])('speaks the language that Accept-Language %s prefers', async (language, message) => {
    const answer = await createFace().inject({ url: '/busy', headers: { 'accept-language': language } });
    expect(answer.json()).toMatchObject({ error_message: message });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([403, '7']);
  });

  it('refuses a body over 1 MiB', async () => {
    const answer = await createFace().inject({
      method: 'POST',
      url: '/things',
      payload: `{"name":"${'a'.repeat(1_048_576)}"}`,
    });
    expect([answer.statusCode, answer.json()]).toMatchObject([413, { error_code: '5002' }]);
  });

  it('refuses addresses that cannot be decoded and bytes that are not HTTP in the same shape', async () => {
    const app = createFace();
    expect((await app.inject('/%E0%A4%A')).json()).toMatchObject({ error_code: '5002' });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('NONSENSE\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 400 Bad Request\r\n.*"error_code":"5002"/s);
  });

  it('believes X-Forwarded-For from configured proxies only', async () => {
    const forwarded = { url: '/client', headers: { 'x-forwarded-for': '203.0.113.9' } };
    expect((await createFace().inject(forwarded)).json()).toEqual({ ip: '127.0.0.1' });
    const behindProxy = createFace({ trustedProxies: ['127.0.0.0/8'] });
    expect((await behindProxy.inject(forwarded)).json()).toEqual({ ip: '203.0.113.9' });
  });

  it('tells whether it lives and whether it can work', async () => {
    const down = new QiyunError('5409', { status: 503, retryAfterSeconds: 1, detail: 'down' });
    const app = createApp({ checkReady: () => Promise.reject(down) });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    expect((await createApp().inject('/readyz')).json()).toEqual({ status: 'ready' });
    const answer = await app.inject('/readyz');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(answer.json()).toMatchObject({ error_code: '5409', detail: 'down' });
  });

  it('says of every answer, refusals included, that nobody keeps it and no browser shows it as a page', async () => {
    const app = createFace();
    for (const url of ['/list', '/busy', '/broken', '/nowhere', '/%E0%A4%A', '/healthz'])
      expect((await app.inject(url)).headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
      });
  });

  it.each(['gzip', 'deflate', 'br'])('unpacks no bodies: %s is no JSON', async (encoding) => {
    const headers = { 'content-encoding': encoding };
    const payload = gzipSync('{"name":"a"}');
    const answer = await createFace().inject({ method: 'POST', url: '/things', headers, payload });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error_code: '5001' }]);
  });
});

describe('a connection', () => {
  const post = 'POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{';

  async function open(app: HttpApp): Promise<Socket> {
    if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }

  it.each([
    ['headers', 'GET /list HTTP/1.1\r\nHost: x\r\n', { headersTimeoutMs: 30 }],
    ['body', post, { requestTimeoutMs: 60, headersTimeoutMs: 30 }],
  ])('whose %s come too slowly is refused and closed', async (_, bytes, limits) => {
    const socket = await open(createFace({ limits: { ...limits, connectionsCheckMs: 10 } }));
    socket.write(bytes);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 408 .*"error_code":"5002"/s);
  });

  it('on which nothing comes is closed', async () => {
    const socket = await open(createFace({ limits: { connectionTimeoutMs: 30 } }));
    expect(await text(socket)).toBe('');
  });

  it('beyond what an address may have is cut, and another one is taken when one has gone', async () => {
    const app = createFace({ limits: { connectionsPerAddress: 2 } });
    const sockets = [await open(app), await open(app)];
    expect(await text(await open(app))).toBe('');
    sockets[0]!.end();
    await vi.waitUntil(async () => {
      const next = await open(app);
      next.end('GET /list HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      return (await text(next)).startsWith('HTTP/1.1 200');
    });
    sockets[1]!.destroy();
  });

  it('of a trusted proxy has no such limit', async () => {
    const app = createFace({ limits: { connectionsPerAddress: 1 }, trustedProxies: ['127.0.0.1'] });
    const first = await open(app);
    const next = await open(app);
    next.end('GET /list HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await text(next)).toMatch(/^HTTP\/1.1 200/);
    first.destroy();
  });
});
