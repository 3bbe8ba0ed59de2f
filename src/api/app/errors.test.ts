import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorTable } from '../../model/errors.ts';
import { EnterpriseApiUnderTest } from '../enterprise/enterprise-api.test-helper.ts';
import { readProjectVersion } from '../project-version.ts';
import { createAppApi } from './app-api.ts';
import { appOptions } from './app-options.test-helper.ts';
import { createTestApp } from './app-user.test-helper.ts';

let api: EnterpriseApiUnderTest;
let headers: Record<string, string>;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  api.app.register(createAppApi(appOptions(api)));
  headers = { 'x-gizwits-application-id': await createTestApp(api, await api.createEnterprise()) };
});

afterAll(() => api.stop());

describe('GET /app/errors', () => {
  it('lists every error of the app API once, in the language of the caller', async () => {
    const errors = (await api.get('/app/errors', { headers })).json();
    const ofApps = Object.keys(errorTable).filter((code) => code.startsWith('9'));
    expect(errors.map(({ error_code }: { error_code: number }) => error_code)).toEqual(ofApps.map(Number));
    expect(errors).toContainEqual({ status: 400, error_message: 'token invalid!', error_code: 9004 });
    expect(errors).toContainEqual({ status: 404, error_message: 'device not found!', error_code: 9014 });
    const chinese = await api.get('/app/errors', { headers: { ...headers, 'accept-language': 'zh-CN' } });
    expect(chinese.json()).toContainEqual({ status: 400, error_message: 'token无效', error_code: 9004 });
  });
});

describe('GET /app/status', () => {
  it('tells the version of the server', async () => {
    const answer = await api.get('/app/status', { headers });
    expect(answer.json()).toEqual({ status: { version: await readProjectVersion() } });
  });
});

describe('a refusal below /app has the form of apps', () => {
  const form = {
    error_code: 9015,
    error_message: 'form invalid!',
    detail_message: expect.any(String),
  };

  it.each(['/app', '/app/', '/app/nothing', '/app/users/1/2/3?token=secret'])('on %s', async (path) => {
    const answer = await api.get(path, { headers });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual(form);
    expect(answer.body).not.toContain('secret');
  });

  it('with a method that the path does not have, and with a path that cannot be read', async () => {
    const noMethod = await api.post('/app/errors', { headers, body: {} });
    expect([noMethod.statusCode, noMethod.json()]).toEqual([404, form]);
    const unreadable = await api.get('/app/%E0%A4%A', { headers });
    expect([unreadable.statusCode, unreadable.json()]).toEqual([400, form]);
  });

  it('and beside it the one of enterprises', async () => {
    expect((await api.get('/apps')).json()).toMatchObject({ error_code: '5002' });
  });
});
