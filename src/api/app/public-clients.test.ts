import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createThrottles } from '../../model/throttle.ts';
import { EnterpriseApiUnderTest } from '../enterprise/enterprise-api.test-helper.ts';
import { createAppApi } from './app-api.ts';
import { appOptions } from './app-options.test-helper.ts';
import { createTestApp, createTestUser, type TestUser } from './app-user.test-helper.ts';

let api: EnterpriseApiUnderTest;
let user: TestUser;
let url: string;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  api.app.register(createAppApi({ ...appOptions(api), throttles: createThrottles(() => api.nowMs) }));
  user = await createTestUser(api, await createTestApp(api, await api.createEnterprise()));
  url = await api.app.listen({ host: '127.0.0.1', port: 0 });
});

afterAll(() => api.stop());

/** As it goes over the wire: each header as often as it is in the list. */
function statusOf(path: string, headers: readonly (readonly [string, string])[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url + path, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    call.on('error', reject);
    for (const [name] of headers) {
      call.setHeader(
        name,
        headers.filter(([each]) => each === name).map(([, value]) => value),
      );
    }
    call.end();
  });
}

describe('headers that a program sends again', () => {
  const stale = '0'.repeat(32);

  it('count once when they are the same', async () => {
    const headers = Object.entries(user.headers);
    expect(await statusOf('/app/bindings', [...headers, ...headers, ...headers])).toBe(200);
  });

  it('count as the last of them when they differ', async () => {
    const headers = Object.entries(user.headers);
    const token = 'x-gizwits-user-token';
    expect(await statusOf('/app/bindings', [[token, stale], ...headers])).toBe(200);
    expect(await statusOf('/app/bindings', [...headers, [token, stale]])).toBe(400);
  });
});

describe('a web page of another origin', () => {
  const origin = 'https://pages.example';

  it('may send the headers of an app, with any method that the API has', async () => {
    const wanted = 'content-type,x-gizwits-application-id,x-gizwits-user-token';
    const answer = await fetch(`${url}/app/control/somedid`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': wanted,
      },
    });
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': wanted,
    });
  });

  it('may read answers and refusals alike', async () => {
    for (const headers of [user.headers, {}]) {
      const answer = await fetch(`${url}/app/bindings`, { headers: { origin, ...headers } });
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    }
  });
});

describe('POST /app/smart_home/login/pwd', () => {
  const logIn = (account: string, password: string) => {
    const { 'x-gizwits-user-token': _, ...headers } = user.headers;
    const data = { account, password, lang: 'en', refreshToken: true };
    return api.post('/app/smart_home/login/pwd', { headers, body: { appKey: 'any', data, version: '1.0' } });
  };

  it('wraps a token that is good for the rest of /app', async () => {
    const answer = await logIn(user.username, 'chang-e');
    expect(answer.statusCode).toBe(200);
    const { data, ...wrapping } = answer.json();
    expect(wrapping).toEqual({ error: false, code: '200', message: '' });
    expect(data.uid).toBe(user.uid);
    const headers = { ...user.headers, 'x-gizwits-user-token': data.userToken };
    expect(await statusOf('/app/bindings', Object.entries(headers))).toBe(200);
  });

  it('refuses by the codes of its own clients, and by those of all of /app', async () => {
    const refusals = [await logIn(user.username, 'hou-yi'), await logIn('nobody', 'chang-e')];
    expect(refusals.map((answer) => answer.json())).toMatchObject([
      { error: true, code: '1000033', error_code: 9020 },
      { error: true, code: '1000000', error_code: 9005 },
    ]);
  });
});
