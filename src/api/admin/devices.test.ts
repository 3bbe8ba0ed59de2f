import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newDid, newHexIdentifier } from '../../model/identifiers.ts';
import { type AdminApi, nowMs, nowSeconds, startAdminApi } from './admin-api.test-helper.ts';

let api: AdminApi;
let productKey: string;

beforeAll(async () => {
  api = await startAdminApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  const { enterprise_id: id } = await api.succeed('POST', '/enterprises', { name: 'n' });
  productKey = (await api.succeed('POST', `/enterprises/${id}/products`, { name: 'p' })).product_key;
  api.commands.disconnected.length = 0;
  api.commands.firmwareChecks.length = 0;
});

function importDevices(devices: readonly object[]) {
  return api.succeed('POST', `/products/${productKey}/devices`, { devices });
}

async function createDevice(given: object = {}): Promise<{ did: string; deviceId: number }> {
  const { created } = await importDevices([{ mac: 'AA01', ...given }]);
  const { did } = created[0];
  const { rows } = await api.database.query<{ device_id: number }>(
    'select device_id from device_did where did = $1',
    [did],
  );
  return { did, deviceId: rows[0]!.device_id };
}

describe('importing devices', () => {
  it('answers for each device, and the good ones are there whatever the others have wrong', async () => {
    const did = newDid();
    const answer = await importDevices([
      { mac: 'AA:01', did, passcode: 'SECRET', device_sn: 'sn 1' },
      { mac: 'not a mac' },
      { mac: 'aa02', did: 'short' },
      { mac: 'aa03', passcode: 'with blank' },
      { mac: 'aa04', device_sn: '\u0000' },
      { mac: 'aa05', did },
      { mac: 'aa06', did: null, passcode: null, device_sn: null },
    ]);
    expect(answer).toEqual({
      created: [
        { mac: 'aa:01', did },
        { mac: 'aa06', did: expect.stringMatching(/^[0-9A-Za-z]{22}$/) },
      ],
      failed: [
        { index: 1, mac: 'not a mac', error_code: '5002', detail: 'mac: is not well-formed' },
        { index: 2, mac: 'aa02', error_code: '5002', detail: 'did: is not well-formed' },
        { index: 3, mac: 'aa03', error_code: '5002', detail: 'passcode: is not well-formed' },
        { index: 4, mac: 'aa04', error_code: '5002', detail: 'device_sn: is not well-formed' },
        { index: 5, mac: 'aa05', error_code: '5002', detail: 'did: belongs to another device' },
      ],
    });
    expect((await api.succeed('GET', `/products/${productKey}/devices`)).meta.total).toBe(2);
  });

  it('is harmless when it runs again', async () => {
    const devices = [{ mac: 'aa01', did: newDid(), passcode: 'SECRET' }];
    expect(await importDevices(devices)).toEqual(await importDevices(devices));
  });

  it.each([
    [{}, 'devices'],
    [{ devices: [] }, 'devices'],
    [{ devices: Array.from({ length: 1001 }, (_, index) => ({ mac: `aa${index}` })) }, 'devices'],
    [{ devices: [{}] }, 'devices[0].mac'],
    [{ devices: [{ mac: 5 }] }, 'devices[0].mac'],
    [{ devices: [{ mac: 'aa', colour: 'red' }] }, 'devices[0].colour'],
  ])('refuses a body of another shape altogether', async (body, field) => {
    const answer = await api.call('POST', `/products/${productKey}/devices`, body);
    expect([answer.status, answer.body.error_code, answer.body.detail.split(':')[0]]).toEqual([
      400,
      '5002',
      field,
    ]);
  });
});

describe('devices', () => {
  it('list in the order of their creation', async () => {
    const devices = Array.from({ length: 5 }, (_, index) => ({ mac: `aa0${index}` }));
    await importDevices(devices);
    const { meta, objects } = await api.succeed('GET', `/products/${productKey}/devices?limit=2&skip=2`);
    expect(meta).toMatchObject({ total: 5, limit: 2, skip: 2 });
    expect(objects.map((device: { mac: string }) => device.mac)).toEqual(['aa02', 'aa03']);
  });

  it('show what an administrator needs, and no passcode', async () => {
    const { did } = await createDevice({ passcode: 'SECRET', device_sn: 'sn' });
    expect(await api.succeed('GET', `/devices/${did}`)).toEqual({
      did,
      mac: 'aa01',
      product_key: productKey,
      device_sn: 'sn',
      type: 'normal',
      is_disabled: false,
      is_online: false,
      has_passcode: true,
      created_at: nowSeconds,
      first_online_at: null,
      online_at: null,
      reported_at: null,
      client_ip: null,
      rejected_count: 0,
      mcu_hard_version: null,
      mcu_soft_version: null,
      wifi_hard_version: null,
      wifi_soft_version: null,
      longitude: null,
      latitude: null,
      country: null,
      region: null,
      city: null,
      gid: null,
    });
  });

  it('show the group that they are in', async () => {
    const { did, deviceId } = await createDevice();
    const gid = newHexIdentifier();
    await api.database.query(
      `with g as (insert into device_group (gid, product_id, depth, created_at)
         select $1, product_id, 1, now() from device where id = $2 returning id)
       update device_standing set group_id = g.id from g where device_id = $2`,
      [gid, deviceId],
    );
    expect(await api.succeed('GET', `/devices/${did}`)).toMatchObject({ gid });
    expect((await api.succeed('GET', `/products/${productKey}/devices`)).objects).toMatchObject([{ gid }]);
  });

  it('lose their session when disabled, after their login is refused', async () => {
    const { did, deviceId } = await createDevice();
    expect(await api.succeed('PATCH', `/devices/${did}`, { is_disabled: true })).toMatchObject({
      is_disabled: true,
    });
    expect(api.commands.disconnected).toEqual([{ deviceId, reason: 'offline_reset', wasDisabled: true }]);
    expect(await api.succeed('PATCH', `/devices/${did}`, { is_disabled: false })).toMatchObject({
      is_disabled: false,
    });
    expect(api.commands.disconnected).toHaveLength(1);
  });

  it('take a place, and lose it again', async () => {
    const { did } = await createDevice();
    const place = {
      longitude: 113.26,
      latitude: 23.13,
      country: 'China',
      region: 'Guangdong',
      city: 'Guangzhou',
    };
    expect(await api.succeed('PATCH', `/devices/${did}`, place)).toMatchObject(place);
    expect(await api.succeed('PATCH', `/devices/${did}`, { city: null })).toMatchObject({
      ...place,
      city: null,
    });
    expect(api.commands.disconnected).toEqual([]);
  });

  it.each([
    [{ longitude: 180.1 }, 'longitude'],
    [{ latitude: -91 }, 'latitude'],
    [{ longitude: '113' }, 'longitude'],
    [{ city: '' }, 'city'],
    [{ is_disabled: 1 }, 'is_disabled'],
    [{ is_disabled: null }, 'is_disabled'],
    [{ mac: 'bb' }, 'mac'],
  ])('do not take %j', async (body, field) => {
    const { did } = await createDevice();
    const answer = await api.call('PATCH', `/devices/${did}`, body);
    expect([answer.status, answer.body.error_code, answer.body.detail.split(':')[0]]).toEqual([
      400,
      '5002',
      field,
    ]);
  });

  it('are erased, and may then come back as new ones', async () => {
    const { did, deviceId } = await createDevice();
    expect(await api.succeed('DELETE', `/devices/${did}`)).toEqual({});
    expect(api.commands.disconnected).toEqual([{ deviceId, reason: 'offline_reset', wasDisabled: true }]);
    expect((await api.call('GET', `/devices/${did}`)).body.error_code).toBe('5301');
    expect((await createDevice()).did).not.toBe(did);
  });

  it('list what they sent in vain, newest first', async () => {
    const { did, deviceId } = await createDevice();
    await api.database.query(
      `insert into rejected_frame (device_id, received_at, seq, reason, topic, payload)
       select $1, $2::timestamptz + n * interval '1 millisecond', n, 'reason ' || n, 'dev2app/x', '\\x0badc0de'
       from generate_series(1, 3) n`,
      [deviceId, new Date(nowMs)],
    );
    const { meta, objects } = await api.succeed('GET', `/devices/${did}/rejected_frames?limit=2`);
    expect(meta).toMatchObject({ total: 3, next: expect.stringContaining('skip=2') });
    expect(objects).toEqual([
      { received_at: nowSeconds + 0.003, reason: 'reason 3', topic: 'dev2app/x', payload: '0badc0de' },
      { received_at: nowSeconds + 0.002, reason: 'reason 2', topic: 'dev2app/x', payload: '0badc0de' },
    ]);
  });

  it('are told to look for firmware while they have a session', async () => {
    const { did, deviceId } = await createDevice();
    const check = (body: object) => api.call('POST', `/devices/${did}/check_firmware`, body);
    expect((await check({ type: 'mcu' })).body).toMatchObject({ error_code: '5305' });
    api.commands.sessions.add(deviceId);
    expect(await check({ type: 'wifi' })).toEqual({ status: 200, body: {} });
    expect(api.commands.firmwareChecks).toEqual([
      { deviceId, target: 'mcu' },
      { deviceId, target: 'wifi' },
    ]);
    expect((await check({ type: 'bios' })).body.detail).toBe('type: must be one of wifi, mcu');
  });
});
