import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../model/audit-event.ts';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { expireAuditEvents, writeAuditEvents } from '../../store/audit-log.ts';
import { type AdminApi, nowMs, nowSeconds, startAdminApi } from './admin-api.test-helper.ts';

let api: AdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});

afterAll(() => api.close());

interface AuditEntry {
  readonly id: string;
  readonly action: string;
  readonly did: string | null;
  readonly client_ip: string | null;
  readonly detail: Record<string, unknown> | null;
}

async function audit(query = ''): Promise<AuditEntry[]> {
  return (await api.succeed('GET', `/audit?${query}`)).objects;
}

async function actionsOf(query: string): Promise<string[]> {
  return (await audit(query)).map(({ action }) => action);
}

/** Somebody else's doings, with the time in seconds after now. */
async function enter(event: Partial<AuditEvent>, afterS = 0): Promise<void> {
  const someone = {
    source: 'open_api',
    action: 'device.control',
    clientIp: '192.0.2.7',
    result: 'ok',
  } as const;
  await writeAuditEvents(api.database, [{ ...someone, occurredAtMs: nowMs + afterS * 1000, ...event }]);
}

describe('what an administrator does', () => {
  it('is in the audit log, newest first, with what it was done to and from where', async () => {
    const { enterprise_id } = await api.succeed('POST', '/enterprises', { name: 'Acme' });
    const { product_key } = await api.succeed('POST', `/enterprises/${enterprise_id}/products`, {
      name: 'Heater',
    });
    const devices = [{ mac: 'aa01' }, { mac: 'aa02' }, { mac: 'not a mac' }];
    const imported = await api.succeed('POST', `/products/${product_key}/devices`, { devices });
    const { did } = imported.created[0];
    await api.succeed('PATCH', `/devices/${did}`, { is_disabled: true, city: 'Shenzhen', country: 'China' });
    await api.succeed('PATCH', `/products/${product_key}`, { remote_control: false });
    await api.succeed('DELETE', `/devices/${did}`);
    await api.succeed('DELETE', `/products/${product_key}`);

    const common = {
      occurred_at: nowSeconds,
      source: 'admin',
      enterprise_id,
      product_key,
      did: null,
      uid: null,
      other_uid: null,
      appid: null,
      member_id: null,
      member_username: null,
      client_ip: '127.0.0.1',
      result: 'ok',
    };
    const entries = await audit(`product_key=${product_key}`);
    expect(entries.map(({ id: _, ...entry }) => entry)).toEqual([
      { ...common, action: 'product.erase', detail: null },
      { ...common, action: 'device.erase', detail: { count: 1 } },
      { ...common, action: 'device.erase', did, detail: null },
      { ...common, action: 'product.update', detail: { remote_control: false, with_datapoints: false } },
      {
        ...common,
        action: 'device.update',
        did,
        detail: { is_disabled: true, fields: ['is_disabled', 'city', 'country'] },
      },
      { ...common, action: 'device.import', detail: { created: 2, failed: 1 } },
      { ...common, action: 'product.create', detail: { name: 'Heater' } },
    ]);
  });

  it('leaves no secret there', async () => {
    const secrets = { enterprise_secret: newHexIdentifier(), app_secret: newHexIdentifier() };
    const { enterprise_secret, app_secret } = secrets;
    const { enterprise_id } = await api.succeed('POST', '/enterprises', { name: 'Quiet', enterprise_secret });
    const { appid } = await api.succeed('POST', `/enterprises/${enterprise_id}/apps`, {
      name: 'App',
      app_secret,
    });
    const rotated = [
      await api.succeed('POST', `/enterprises/${enterprise_id}/rotate_secret`),
      await api.succeed('POST', `/apps/${appid}/rotate_secret`),
    ];
    const entries = JSON.stringify(await audit(`enterprise_id=${enterprise_id}`));
    expect(entries).toContain('app.rotate_secret');
    const known = [enterprise_secret, app_secret, rotated[0].enterprise_secret, rotated[1].app_secret];
    expect(known.filter((secret) => entries.includes(secret))).toEqual([]);
  });

  it('leaves nothing there when it is refused', async () => {
    const enterprise_id = newHexIdentifier();
    await api.succeed('POST', '/enterprises', { name: 'First', enterprise_id });
    expect((await api.call('POST', '/enterprises', { name: 'Second', enterprise_id })).status).toBe(400);
    expect((await api.call('DELETE', `/users/${newHexIdentifier()}`)).status).toBe(404);
    expect(await actionsOf(`enterprise_id=${enterprise_id}`)).toEqual(['enterprise.create']);
    expect(await actionsOf('action=user.erase')).toEqual([]);
  });

  it('is there with how it went when it is a command', async () => {
    const { enterprise_id } = await api.succeed('POST', '/enterprises', { name: 'Remote' });
    const { product_key } = await api.succeed('POST', `/enterprises/${enterprise_id}/products`, {
      name: 'Valve',
    });
    const devices = [{ mac: 'bb01' }];
    const { created } = await api.succeed('POST', `/products/${product_key}/devices`, { devices });
    const { did } = created[0];
    await api.call('POST', `/devices/${did}/check_firmware`, { type: 'wifi' });
    const [entry] = await audit(`did=${did}`);
    expect(entry).toMatchObject({
      action: 'device.check_firmware',
      result: '5305',
      detail: { type: 'wifi' },
    });
  });
});

describe('the audit log', () => {
  it('is filtered by source, action, enterprise, product, device, user and time', async () => {
    const [enterpriseId, productKey, uid, otherUid] = [1, 2, 3, 4].map(() => newHexIdentifier()) as [
      string,
      string,
      string,
      string,
    ];
    const dids = ['a'.repeat(22), 'b'.repeat(22)];
    await enter({ enterpriseId, productKey, dids, uid, action: 'device.bind' }, 10);
    await enter({ enterpriseId, productKey, dids: [dids[0]!], uid, source: 'client' }, 20);
    await enter({ enterpriseId, uid, otherUid, action: 'sharing.create' }, 30);

    const of = `enterprise_id=${enterpriseId}`;
    expect(await actionsOf(of)).toEqual(['sharing.create', 'device.control', 'device.bind', 'device.bind']);
    expect(await actionsOf(`${of}&source=client`)).toEqual(['device.control']);
    expect(await actionsOf(`${of}&action=device.bind`)).toHaveLength(2);
    expect(await actionsOf(`product_key=${productKey}`)).toHaveLength(3);
    expect(await actionsOf(`did=${dids[1]}`)).toEqual(['device.bind']);
    expect(await actionsOf(`uid=${otherUid}`)).toEqual(['sharing.create']);
    expect(await actionsOf(`uid=${uid}`)).toHaveLength(4);
    expect(await actionsOf(`${of}&start_ts=${nowSeconds + 20}&end_ts=${nowSeconds + 29}`)).toEqual([
      'device.control',
    ]);
    expect(await actionsOf(`${of}&did=${dids[0]}&action=sharing.create`)).toEqual([]);
  });

  it('comes in pages that lead to what is older, also within one millisecond', async () => {
    const enterpriseId = newHexIdentifier();
    const dids = Array.from({ length: 7 }, (_, index) => String(index).repeat(22));
    await enter({ enterpriseId, dids });
    const seen: AuditEntry[] = [];
    let next: string | null = `/admin/v1/audit?enterprise_id=${enterpriseId}&limit=3`;
    while (next !== null) {
      const page = await api.succeed('GET', next.replace('/admin/v1', ''));
      seen.push(...page.objects);
      next = page.meta.next;
    }
    expect(seen.map(({ did }) => did)).toEqual(dids.toReversed());
    expect(new Set(seen.map(({ id }) => id)).size).toBe(7);
  });

  it.each(['before=1', 'before=a-b', 'limit=0', 'start_ts=-1', 'source=nobody', 'action=%00'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await api.call('GET', `/audit?${query}`);
      expect([status, body.error_code]).toEqual([400, '5002']);
    },
  );

  it('keeps of an erased person the uid, and not where he was; where the administrator was stays', async () => {
    const { enterprise_id } = await api.succeed('POST', '/enterprises', { name: 'People' });
    const [uid, other] = [newHexIdentifier(), newHexIdentifier()];
    await api.database.query(
      `insert into app_user (uid, enterprise_id, created_at, updated_at) select unnest($1::text[]), $2, now(), now()`,
      [[uid, other], enterprise_id],
    );
    await enter({ uid, otherUid: other });
    await enter({ uid: other, otherUid: uid });
    await api.succeed('DELETE', `/users/${uid}`);
    const entries = await audit(`uid=${uid}`);
    expect(entries.map(({ action, client_ip }) => [action, client_ip]).sort()).toEqual([
      ['device.control', null],
      ['device.control', '192.0.2.7'],
      ['user.erase', '127.0.0.1'],
    ]);
    await api.succeed('DELETE', `/enterprises/${enterprise_id}`);
    expect((await audit(`uid=${other}`)).map(({ client_ip }) => client_ip)).toEqual([null, null]);
    expect(await actionsOf(`enterprise_id=${enterprise_id}&action=enterprise.erase`)).toHaveLength(1);
  });

  it('is changed by no endpoint, and forgets what is older than it is to be kept', async () => {
    for (const method of ['POST', 'PATCH', 'DELETE'] as const)
      expect((await api.call(method, '/audit')).status).toBe(404);
    const enterpriseId = newHexIdentifier();
    for (const afterS of [-2, -1, 0]) await enter({ enterpriseId }, afterS);
    await expireAuditEvents(api.database, nowMs - 1000);
    expect(await actionsOf(`enterprise_id=${enterpriseId}`)).toHaveLength(2);
  });
});
