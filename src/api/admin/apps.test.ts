import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { matchesHash } from '../../model/secrets.ts';
import { type AdminApi, nowSeconds, startAdminApi } from './admin-api.test-helper.ts';

let api: AdminApi;
let enterpriseId: string;

beforeAll(async () => {
  api = await startAdminApi();
  enterpriseId = (await api.succeed('POST', '/enterprises', { name: 'n' })).enterprise_id;
});

afterAll(() => api.close());

describe('apps', () => {
  it('are created, listed, given a new secret and erased', async () => {
    const { status, body } = await api.call('POST', `/enterprises/${enterpriseId}/apps`, { name: 'app' });
    expect(status).toBe(201);
    expect(matchesHash(body.app_secret, api.catalog.app(body.appid)!.secretHash)).toBe(true);
    expect((await api.succeed('GET', `/enterprises/${enterpriseId}/apps`)).objects).toEqual([
      { appid: body.appid, enterprise_id: enterpriseId, name: 'app', created_at: nowSeconds },
    ]);
    const rotated = await api.succeed('POST', `/apps/${body.appid}/rotate_secret`);
    expect(matchesHash(rotated.app_secret, api.catalog.app(body.appid)!.secretHash)).toBe(true);
    expect(await api.succeed('DELETE', `/apps/${body.appid}`)).toEqual({});
    expect((await api.succeed('GET', `/enterprises/${enterpriseId}/apps`)).meta.total).toBe(0);
  });

  it('keep an appid and secret that programs carry, once', async () => {
    const given = { appid: newHexIdentifier(), app_secret: newHexIdentifier() };
    const create = () => api.call('POST', `/enterprises/${enterpriseId}/apps`, { name: 'app', ...given });
    expect((await create()).body).toEqual(given);
    expect((await create()).body).toMatchObject({ error_code: '5002', detail: 'appid: is used already' });
  });
});
