import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '../../reports/day.ts';
import { foldTallies } from '../../store/tally.ts';
import { updateDevice } from '../../store/update-device.ts';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';

const today = '2026-11-22';

let api: ConsoleApi;
let product: ConsoleTestProduct;
let other: ConsoleTestProduct;

beforeAll(async () => {
  api = await startConsoleApi();
  product = await api.createProduct({ name: 'Heater' });
  other = await api.createProduct({ name: 'Lamp' });
  const place = { country: 'China', region: 'Guangdong' };
  await enter('a1', {
    online: true,
    faulty: true,
    firstOn: today,
    activeOn: today,
    ...place,
    city: 'Shenzhen',
  });
  await enter('a2', { online: true, firstOn: addDays(today, -6), activeOn: addDays(today, -6), ...place });
  await enter('a3', { firstOn: addDays(today, -29), activeOn: addDays(today, -29) });
  await enter('a4', { firstOn: addDays(today, -300), activeOn: addDays(today, -30), isDisabled: true });
  await enter('a5', {});
  await enter('b1', { online: true, firstOn: today, activeOn: today, ...place, city: 'Shenzhen' }, other);
});

afterAll(() => api.close());

interface State {
  readonly online?: boolean;
  readonly faulty?: boolean;
  readonly firstOn?: string;
  readonly activeOn?: string;
  readonly isDisabled?: boolean;
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
}

async function enter(
  mac: string,
  { online = false, faulty = false, firstOn, activeOn, ...changes }: State,
  of = product,
): Promise<void> {
  const { database } = api;
  const { deviceId } = await api.createDevice(of, mac);
  await updateDevice(database, deviceId, changes);
  await database.query(
    `update device_standing set is_online = $2, is_faulty = $3, was_faulty = $3, first_online_on = $4
     where device_id = $1`,
    [deviceId, online, faulty, firstOn],
  );
  if (faulty) {
    await database.query(
      `insert into alarm (device_id, product_id, raised_at, seq, name, kind, cleared_at)
       values ($1, $2, now(), 1, 'dry', 'fault', now()), ($1, $2, now(), 2, 'dry', 'fault', null)`,
      [deviceId, of.id],
    );
  }
  if (activeOn) await database.query('call record_activity($1, $2)', [[deviceId], [activeOn]]);
}

const ofProduct = {
  products: 1,
  devices: { total: 5, activated: 4, online: 2, disabled: 1, faulty: 1, alert: 0 },
  new: { today: 1, last_7_days: 2, last_30_days: 3 },
  active: { today: 1, last_7_days: 2, last_30_days: 3 },
  faults_open: 1,
  alerts_open: 0,
};

test.each(['before', 'after'])(
  'the overview counts the devices of a product, %s sums are folded',
  async (when) => {
    if (when === 'after') await foldTallies(api.database);
    const { days, top_products, users, ...counts } = await api.succeed(
      'GET',
      `/overview?product_key=${product.productKey}&days=7`,
    );
    expect(counts).toEqual(ofProduct);
    expect(users).toBe(0);
    expect(days.map(({ date }: { date: string }) => date)).toEqual(
      [-6, -5, -4, -3, -2, -1, 0].map((offset) => addDays(today, offset)),
    );
    expect([days[0], days[1], days[6]]).toMatchObject([
      { new: 1, active: 1 },
      { new: 0, active: 0 },
      { new: 1, active: 1 },
    ]);
    expect(top_products).toEqual([{ product_key: product.productKey, name: 'Heater', online: 2, total: 5 }]);
  },
);

test('the overview counts the devices and users of all products, or of an enterprise’s', async () => {
  const { appid } = await api.succeed('POST', `/admin/v1/enterprises/${other.enterpriseId}/apps`, {
    name: 'App',
  });
  await api.database.query(
    `insert into app_user (uid, enterprise_id, appid, created_at, updated_at) values ($1, $2, $3, now(), now())`,
    ['u1', other.enterpriseId, appid],
  );
  const all = await api.succeed('GET', '/overview');
  expect(all).toMatchObject({ products: 2, users: 1, new: { today: 2, last_7_days: 3, last_30_days: 4 } });
  expect(all.devices).toMatchObject({ total: 6, online: 3 });
  expect(all.days).toHaveLength(30);
  expect(all.top_products.map(({ name }: { name: string }) => name)).toEqual(['Heater', 'Lamp']);
  const own = await api.succeed('GET', `/overview?enterprise_id=${product.enterpriseId}&days=400`);
  expect(own).toMatchObject({ ...ofProduct, users: 0 });
  expect(own.days).toHaveLength(400);
  expect(own.days.find(({ date }: { date: string }) => date === addDays(today, -300)).new).toBe(1);
});

test('locations are the places of all products together', async () => {
  const place = { country: 'China', region: 'Guangdong' };
  expect(await api.succeed('GET', '/locations')).toEqual({
    places: [
      // A disabled one is not counted.
      { country: null, region: null, city: null, total: 2, online: 0, faulty: 0, alert: 0 },
      { ...place, city: 'Shenzhen', total: 2, online: 2, faulty: 1, alert: 0 },
      { ...place, city: null, total: 1, online: 1, faulty: 0, alert: 0 },
    ],
  });
  const { places } = await api.succeed('GET', `/locations?product_key=${other.productKey}`);
  expect(places).toEqual([{ ...place, city: 'Shenzhen', total: 1, online: 1, faulty: 0, alert: 0 }]);
});

test.each([
  [`product_key=${'f'.repeat(32)}`, 404, '5015'],
  [`enterprise_id=${'f'.repeat(32)}`, 404, '5003'],
  ['days=6', 400, '5002'],
  ['days=401', 400, '5002'],
])('the overview of %s is refused', async (query, status, code) => {
  const answer = await api.call('GET', `/overview?${query}`);
  expect([answer.status, answer.body.error_code]).toEqual([status, code]);
});
