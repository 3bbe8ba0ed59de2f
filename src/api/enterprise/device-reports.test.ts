import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { greenhouseController } from '../../model/example-products/greenhouse-controller.ts';
import { newHexIdentifier } from '../../model/identifiers.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

// A Sunday; in the report time zone it is 16:00.
const now = Date.parse('2026-11-22T08:00:00Z');
const dayMs = 86_400_000;
const guangzhou = { country: 'China', region: 'Guangdong', city: 'Guangzhou' };
const shenzhen = { country: 'China', region: 'Guangdong', city: 'Shenzhen' };
const berlin = { country: 'Germany', region: 'Berlin', city: 'Berlin' };

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let token: string;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start(now);
  enterprise = await api.createEnterprise({ hourlyQuota: 1_000_000 });
});

beforeEach(async () => {
  product = await api.createProduct(enterprise);
  token = await api.tokenOf(enterprise, product);
});

afterAll(() => api?.stop());

async function get<T>(path: string): Promise<T> {
  const answer = await api.get(`${product.path}${path}`, { token });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<T>();
}

async function refusal(path: string): Promise<string> {
  return refusalOf(await api.get(`${product.path}${path}`, { token }));
}

async function reportOn(device: TestDevice, ...days: string[]): Promise<void> {
  await api.database.query('call record_activity($1, $2)', [days.map(() => device.deviceId), days]);
}

let alarmSeq = 0;

/** Returns what the alarm is cleared by. */
async function raise(device: TestDevice, kind: 'fault' | 'alert', name: string): Promise<number> {
  const seq = ++alarmSeq;
  await api.database.query(
    `insert into alarm (device_id, product_id, kind, name, raised_at, seq)
     select id, product_id, $2, $3, $4, $5 from device where id = $1`,
    [device.deviceId, kind, name, new Date(now), seq],
  );
  const column = kind === 'fault' ? 'is_faulty' : 'is_alert';
  await api.database.query(`update device_standing set ${column} = true where device_id = $1`, [
    device.deviceId,
  ]);
  return seq;
}

/** Clears it, and the device has no other. */
async function clear(device: TestDevice, seq: number): Promise<void> {
  await api.database.query('update alarm set cleared_at = $2 where seq = $1', [seq, new Date(now)]);
  await api.database.query(
    'update device_standing set is_faulty = false, is_alert = false where device_id = $1',
    [device.deviceId],
  );
}

/** A new group, under a parent or as the root, with devices in it. */
async function group(devices: TestDevice[], parentGid?: string): Promise<string> {
  const gid = newHexIdentifier();
  await api.database.query(
    `insert into device_group (gid, product_id, parent_id, depth, created_at)
     select $1, $2, max(id), coalesce(max(depth), 0) + 1, now() from device_group where gid = $3`,
    [gid, product.id, parentGid],
  );
  await api.database.query(
    `update device_standing set group_id = (select id from device_group where gid = $1) where device_id = any($2)`,
    [gid, devices.map(({ deviceId }) => deviceId)],
  );
  return gid;
}

describe('devices/locations', () => {
  test('counts devices that are not disabled, wherever they are, and shows those that are somewhere', async () => {
    await api.createDevice(product, 'a1', guangzhou);
    await api.createDevice(product, 'a2', guangzhou);
    await api.createDevice(product, 'a3', { country: 'China' });
    await api.createDevice(product, 'a4');
    await api.createDevice(product, 'a5', { ...berlin, isDisabled: true });
    expect(await get('/devices/locations')).toEqual({
      gid: null,
      total: 4,
      location: { China: { count: 3, Guangdong: { count: 2, Guangzhou: 2 } } },
    });
  });

  test('counts only devices for which all filters hold', async () => {
    await api.createDevice(product, 'a1', { ...guangzhou, isOnline: true });
    const faulty = await api.createDevice(product, 'a2', { ...berlin, isOnline: true });
    await api.createDevice(product, 'a3', berlin);
    await raise(faulty, 'fault', 'fault_pump');
    expect(await get('/devices/locations?is_online=1&is_faulty=1&is_alert=0')).toMatchObject({
      total: 1,
      location: { Germany: { count: 1, Berlin: { count: 1, Berlin: 1 } } },
    });
    expect(await get('/devices/locations?is_online=0')).toMatchObject({ total: 1 });
    expect(await get('/devices/locations?is_alert=1')).toMatchObject({ total: 0, location: {} });
  });

  test('of a group counts those of all groups below it, too', async () => {
    const [a, b, c] = [
      await api.createDevice(product, 'a1', guangzhou),
      await api.createDevice(product, 'a2', shenzhen),
      await api.createDevice(product, 'a3', berlin),
    ];
    const root = await group([a]);
    const below = await group([b], root);
    await group([c], below);
    expect(await get(`/devices/locations?gid=${root}`)).toMatchObject({ gid: root, total: 3 });
    expect(await get(`/devices/locations?gid=${below}`)).toEqual({
      gid: below,
      total: 2,
      location: {
        China: { count: 1, Guangdong: { count: 1, Shenzhen: 1 } },
        Germany: { count: 1, Berlin: { count: 1, Berlin: 1 } },
      },
    });
  });
});

describe.each(['/summary', '/devices/summary'])('%s', (path) => {
  test('counts what was ever online, is online, is new and was active', async () => {
    const day = (days: number) => now - days * dayMs;
    await api.createDevice(product, 'a1', { isOnline: true });
    await api.createDevice(product, 'a2', { firstOnlineAtMs: null });
    const old = await api.createDevice(product, 'a3', { firstOnlineAtMs: day(29) });
    const older = await api.createDevice(product, 'a4', { firstOnlineAtMs: day(30) });
    await api.createDevice(product, 'a5', { firstOnlineAtMs: day(1) });
    await api.createDevice(product, 'a6', { firstOnlineAtMs: day(6) });
    await api.createDevice(product, 'a7', { firstOnlineAtMs: day(7) });
    await reportOn(old, '2026-11-21', '2026-11-22', '2026-10-30');
    await reportOn(older, '2026-11-16', '2026-11-15');
    expect(await get(path)).toEqual({
      active: { '7_day': 2, yesterday: 1 },
      new: { '7_day': 3, '30_day': 5, yesterday: 1, today: 1 },
      total: 6,
      online: 1,
    });
  });
});

test('summary: today ends at midnight in the report time zone', async () => {
  await api.createDevice(product, 'a1', { firstOnlineAtMs: Date.parse('2026-11-21T16:00:00Z') });
  await api.createDevice(product, 'a2', { firstOnlineAtMs: Date.parse('2026-11-21T15:59:59Z') });
  expect(await get('/summary')).toMatchObject({ new: { today: 1, yesterday: 1 } });
});

interface Pages {
  readonly meta: { readonly total: number };
  readonly objects: readonly { readonly mac?: string; readonly report_date: string }[];
}

const rowsOf = ({ objects }: Pages) => objects.map(({ mac, report_date }) => `${report_date} ${mac}`);

describe('incr_devices', () => {
  test('lists devices by the day they were first online', async () => {
    await api.createDevice(product, 'a1', { ...guangzhou, firstOnlineAtMs: now });
    await api.createDevice(product, 'a2', { firstOnlineAtMs: now - dayMs });
    await api.createDevice(product, 'a3', { firstOnlineAtMs: now - 7 * dayMs });
    await api.createDevice(product, 'a4', { firstOnlineAtMs: null });
    const answer = await get<Pages>('/incr_devices');
    expect(answer.meta.total).toBe(2);
    expect(answer.objects).toEqual([
      {
        city: null,
        country: null,
        region: null,
        report_date: '2026-11-21',
        product_key: product.productKey,
        mac: 'a2',
        created_at: '2026-11-22 16:00:00',
      },
      {
        ...guangzhou,
        report_date: '2026-11-22',
        product_key: product.productKey,
        mac: 'a1',
        created_at: '2026-11-22 16:00:00',
      },
    ]);
  });

  test('of a Bluetooth product shows the serial number instead of the mac', async () => {
    const definition = { ...greenhouseController, device_type: 'bluetooth' };
    await api.updateProduct(product.id, { definition });
    const { deviceId } = await api.createDevice(product, 'a1');
    await api.database.query(`update device set device_sn = 'SN1' where id = $1`, [deviceId]);
    const { objects } = await get<{ objects: object[] }>('/incr_devices');
    expect(objects[0]).toMatchObject({ device_sn: 'SN1' });
    expect(objects[0]).not.toHaveProperty('mac');
  });
});

describe('active_devices', () => {
  test('lists a device once for each day, page by page', async () => {
    const [a, b, c] = [
      await api.createDevice(product, 'a1'),
      await api.createDevice(product, 'a2'),
      await api.createDevice(product, 'a3'),
    ];
    await reportOn(a, '2026-11-14', '2026-11-15', '2026-11-17');
    await reportOn(b, '2026-11-15', '2026-11-16', '2026-11-17');
    await reportOn(c, '2026-11-17');
    const all = [
      '2026-11-14 a1',
      '2026-11-15 a1',
      '2026-11-15 a2',
      '2026-11-16 a2',
      '2026-11-17 a1',
      '2026-11-17 a2',
      '2026-11-17 a3',
    ];
    const days = 'start=2026-11-14&end=2026-11-22';
    for (const limit of [1, 2, 3, 20]) {
      for (let skip = 0; skip <= all.length; skip++) {
        const page = await get<Pages>(`/active_devices?${days}&limit=${limit}&skip=${skip}`);
        expect(rowsOf(page)).toEqual(all.slice(skip, skip + limit));
        expect(page.meta.total).toBe(all.length);
      }
    }
    expect((await get<Pages>('/active_devices')).meta.total).toBe(4);
  });

  test('lists only devices of the place asked for', async () => {
    const [a, b, c] = [
      await api.createDevice(product, 'a1', guangzhou),
      await api.createDevice(product, 'a2', shenzhen),
      await api.createDevice(product, 'a3', berlin),
    ];
    for (const device of [a, b, c]) await reportOn(device, '2026-11-20', '2026-11-21');
    const at = async (place: string) => rowsOf(await get<Pages>(`/active_devices?${place}`));
    expect(await at('country=China&end=2026-11-20')).toEqual(['2026-11-20 a1', '2026-11-20 a2']);
    expect(await at('country=China&city=Shenzhen')).toEqual(['2026-11-20 a2', '2026-11-21 a2']);
    expect(await at('region=Berlin&start=2026-11-21')).toEqual(['2026-11-21 a3']);
    expect(await at('country=Atlantis')).toEqual([]);
  });

  test('of a device that moved shows the present place, also for days before', async () => {
    const device = await api.createDevice(product, 'a1', guangzhou);
    await reportOn(device, '2026-11-20');
    await api.database.query(
      `update device_standing set place_id = (select id from place where city = 'Berlin') where device_id = $1`,
      [device.deviceId],
    );
    expect(await get('/active_devices?country=China')).toMatchObject({ meta: { total: 0 }, objects: [] });
    expect(await get('/active_devices?country=Germany')).toMatchObject({ objects: [berlin] });
  });

  test('a window over a new year finds the days of both years', async () => {
    const device = await api.createDevice(product, 'a1');
    await reportOn(device, '2025-12-31', '2026-01-01');
    const page = await get<Pages>('/active_devices?start=2025-12-31&end=2026-01-01');
    expect(rowsOf(page)).toEqual(['2025-12-31 a1', '2026-01-01 a1']);
  });
});

describe.each(['/incr_devices', '/active_devices'])('%s', (path) => {
  test('5002: more than 31 days, an end before its start, what is no date', async () => {
    expect(await refusal(`${path}?start=2026-10-01&end=2026-11-01`)).toBe('400 5002');
    expect(await refusal(`${path}?start=2026-11-02&end=2026-11-01`)).toBe('400 5002');
    expect(await refusal(`${path}?start=yesterday`)).toBe('400 5002');
    await get(`${path}?start=2026-10-01&end=2026-10-31`);
  });

  test('5014: a period wholly ahead', async () => {
    expect(await refusal(`${path}?start=2026-11-23&end=2026-11-24`)).toBe('400 5014');
    await get(`${path}?start=2026-11-22&end=2026-11-24`);
  });
});

describe('devices/report/activation', () => {
  test('counts devices by the day they were first online, and periods without any as 0', async () => {
    await api.createDevice(product, 'a1', { ...guangzhou, firstOnlineAtMs: now });
    await api.createDevice(product, 'a2', { firstOnlineAtMs: now });
    await api.createDevice(product, 'a3', { firstOnlineAtMs: now - dayMs });
    expect(await get('/devices/report/activation?start=2026-11-21&end=2026-11-23')).toEqual({
      start: '2026-11-21',
      gid: null,
      end: '2026-11-23',
      data: [
        { count: 1, location: {}, date: '2026-11-21' },
        {
          count: 2,
          location: { China: { count: 1, Guangdong: { count: 1, Guangzhou: { count: 1 } } } },
          date: '2026-11-22',
        },
        { count: 0, location: {}, date: '2026-11-23' },
      ],
      cycle: 'date',
    });
  });

  test.each(['', 'gid'])('sums up weeks and months %s', async (scope) => {
    const devices = [
      await api.createDevice(product, 'a1', { firstOnlineAtMs: Date.parse('2026-11-16T04:00:00Z') }),
      await api.createDevice(product, 'a2', { firstOnlineAtMs: Date.parse('2026-11-15T04:00:00Z') }),
      await api.createDevice(product, 'a3', { firstOnlineAtMs: Date.parse('2025-12-29T04:00:00Z') }),
    ];
    const root = await group(devices);
    const gid = scope && `&gid=${root}`;
    expect(await get(`/devices/report/activation?cycle=week&start=2026-46&end=2026-47${gid}`)).toMatchObject({
      data: [
        { count: 1, date: '2026-46', week: '2026-46' },
        { count: 1, date: '2026-47', week: '2026-47' },
      ],
    });
    expect(await get(`/devices/report/activation?cycle=week&start=2026-1&end=2026-1${gid}`)).toMatchObject({
      start: '2026-01',
      data: [{ count: 1, week: '2026-01' }],
    });
    expect(await get(`/devices/report/activation?cycle=month&start=2025-12&end=2026-11${gid}`)).toMatchObject(
      {
        data: [
          { count: 1, month: '2025-12' },
          ...Array.from({ length: 10 }, () => ({ count: 0 })),
          { count: 2, month: '2026-11' },
        ],
      },
    );
  });
});

describe('devices/report/liveness/history', () => {
  test.each(['', 'gid'])('counts devices that reported data, over a new year, too %s', async (scope) => {
    const [a, b] = [
      await api.createDevice(product, 'a1', guangzhou),
      await api.createDevice(product, 'a2', berlin),
    ];
    await reportOn(a, '2025-12-28', '2025-12-29', '2026-01-01', '2026-01-02', '2026-01-31');
    await reportOn(b, '2026-01-01', '2026-02-01');
    const root = await group([a, b]);
    const gid = scope && `&gid=${root}`;
    const history = async (window: string) =>
      (
        await get<{ data: { date: string; count: number; location: object }[] }>(
          `/devices/report/liveness/history?${window}${gid}`,
        )
      ).data;
    const counts = async (window: string) => (await history(window)).map(({ count }) => count);
    expect(await counts('start=2025-12-28&end=2026-01-03')).toEqual([1, 1, 0, 0, 2, 1, 0]);
    // 2025-12-29 to 2026-01-04 is week 1 of 2026.
    expect(await counts('cycle=week&start=2025-52&end=2026-05')).toEqual([1, 2, 0, 0, 0, 2]);
    expect(await counts('cycle=month&start=2025-12&end=2026-02')).toEqual([1, 2, 1]);
    expect(await history('start=2026-01-01&end=2026-01-01')).toEqual([
      {
        count: 2,
        location: {
          China: { count: 1, Guangdong: { count: 1, Guangzhou: { count: 1 } } },
          Germany: { count: 1, Berlin: { count: 1, Berlin: { count: 1 } } },
        },
        date: '2026-01-01',
      },
    ]);
  });
});

describe.each(['/devices/report/activation', '/devices/report/liveness/history'])('%s', (path) => {
  test('5002: without start and end, with too many periods, with an unknown cycle', async () => {
    expect(await refusal(path)).toBe('400 5002');
    expect(await refusal(`${path}?start=2026-01-01&end=2026-01-31`)).toBe('400 5002');
    expect(await refusal(`${path}?cycle=week&start=2025-47&end=2026-48`)).toBe('400 5002');
    expect(await refusal(`${path}?cycle=month&start=2025-11&end=2026-11`)).toBe('400 5002');
    expect(await refusal(`${path}?cycle=year&start=2025&end=2026`)).toBe('400 5002');
  });

  test('5014: a period wholly ahead', async () => {
    expect(await refusal(`${path}?cycle=week&start=2026-48&end=2026-49`)).toBe('400 5014');
  });
});

describe.each(['/devices/report/rt', '/devices/report/devices/report/rt'])('%s', (path) => {
  test.each(['', 'gid'])('counts what devices are now %s', async (scope) => {
    const [a, b] = [
      await api.createDevice(product, 'a1', guangzhou),
      await api.createDevice(product, 'a2', { firstOnlineAtMs: null }),
      await api.createDevice(product, 'a3', { ...berlin, firstOnlineAtMs: null }),
    ];
    await raise(a, 'alert', 'alert_wet');
    await clear(b, await raise(b, 'fault', 'fault_pump'));
    const root = await group([a, b]);
    expect(await get(`${path}${scope && `?gid=${root}`}`)).toEqual({
      count: { faulty: 0, activated: 1, alert: 1 },
      gid: scope ? root : null,
      location: {
        China: {
          count: { faulty: 0, activated: 1, alert: 1 },
          Guangdong: {
            count: { faulty: 0, activated: 1, alert: 1 },
            Guangzhou: { count: { faulty: 0, activated: 1, alert: 1 } },
          },
        },
      },
    });
  });
});

describe.each(['fault', 'alert'] as const)('%s reports', (kind) => {
  const eventPaths = {
    fault: ['/fault/report/events'],
    alert: ['/fault/alert/events', '/alert/report/events'],
  };

  test.each(['', 'gid'])('devices: have had one, have one now %s', async (scope) => {
    const [a, b, c] = [
      await api.createDevice(product, 'a1', guangzhou),
      await api.createDevice(product, 'a2', guangzhou),
      await api.createDevice(product, 'a3', berlin),
    ];
    await raise(a, kind, 'x');
    await clear(b, await raise(b, kind, 'x'));
    await raise(c, kind === 'fault' ? 'alert' : 'fault', 'x');
    const root = await group([a, b, c]);
    const count = { total: 2, resolved: 1, unresolved: 1 };
    expect(await get(`/${kind}/report/devices${scope && `?gid=${root}`}`)).toEqual({
      gid: scope ? root : null,
      count,
      location: { China: { count, Guangdong: { count, Guangzhou: { count } } } },
    });
  });

  test.each(['', 'gid'])('events: one for each raise of each data point %s', async (scope) => {
    const [a, b] = [await api.createDevice(product, 'a1', guangzhou), await api.createDevice(product, 'a2')];
    await clear(a, await raise(a, kind, 'x'));
    await raise(a, kind, 'x');
    await raise(a, kind, 'y');
    await raise(b, kind, 'x');
    const root = await group([a, b]);
    for (const path of eventPaths[kind]) {
      const node = {
        count: { total: 3, resolved: 1, unresolved: 2 },
        detail: {
          x: { total: 2, resolved: 1, unresolved: 1 },
          y: { total: 1, resolved: 0, unresolved: 1 },
        },
      };
      expect(await get(`${path}${scope && `?gid=${root}`}`)).toEqual({
        gid: scope ? root : null,
        count: { total: 4, resolved: 1, unresolved: 3 },
        detail: {
          x: { total: 3, resolved: 1, unresolved: 2 },
          y: { total: 1, resolved: 0, unresolved: 1 },
        },
        location: { China: { ...node, Guangdong: { ...node, Guangzhou: node } } },
      });
    }
  });
});

describe.each([
  '/devices/locations?',
  '/devices/report/rt?',
  '/devices/report/activation?start=2026-11-01&end=2026-11-02&',
  '/devices/report/liveness/history?start=2026-11-01&end=2026-11-02&',
  '/fault/report/devices?',
  '/alert/report/devices?',
  '/fault/report/events?',
  '/fault/alert/events?',
])('%sgid', (path) => {
  test('5206: a group that nobody has', async () => {
    expect(await refusal(`${path}gid=${'0'.repeat(32)}`)).toBe('404 5206');
    expect(await refusal(`${path}gid=nobody`)).toBe('404 5206');
  });

  test('5201: a group of another product', async () => {
    const gid = await group([]);
    product = await api.createProduct(enterprise);
    token = await api.tokenOf(enterprise, product);
    expect(await refusal(`${path}gid=${gid}`)).toBe('403 5201');
  });
});

test('devices of other products are in no report', async () => {
  const device = await api.createDevice(product, 'a1', guangzhou);
  await reportOn(device, '2026-11-22');
  await raise(device, 'fault', 'x');
  product = await api.createProduct(enterprise);
  token = await api.tokenOf(enterprise, product);
  expect(await get('/summary')).toMatchObject({ total: 0, active: { '7_day': 0 } });
  expect(await get('/devices/locations')).toMatchObject({ total: 0, location: {} });
  expect(await get('/fault/report/events')).toMatchObject({ count: { total: 0 }, detail: {} });
  expect(await get('/active_devices')).toMatchObject({ meta: { total: 0 } });
});
