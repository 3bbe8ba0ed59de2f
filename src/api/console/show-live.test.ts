import { afterAll, beforeAll, expect, test } from 'vitest';
import { FrameRates } from '../../store/frame-rates.ts';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';

let api: ConsoleApi;
let product: ConsoleTestProduct;
let other: ConsoleTestProduct;
let elapsedMs = 0;

beforeAll(async () => {
  api = await startConsoleApi();
  product = await api.createProduct();
  other = await api.createProduct();
  const device = await api.createDevice(product, 'accf2350d446');
  await api.createDevice(product, 'accf2350d447');
  await api.createDevice(other, 'accf2350d448');
  await api.database.query(
    'update device_standing set is_online = true, is_faulty = true where device_id = $1',
    [device.deviceId],
  );
  await api.database.query(
    `insert into alarm (device_id, product_id, raised_at, seq, name, kind) values ($1, $2, $3, 1, 'motor_fault', 'fault')`,
    [device.deviceId, product.id, new Date(api.clock())],
  );
});

afterAll(() => api.close());

const processOf = (epoch: number) =>
  new FrameRates(api.database, { epoch, clock: api.clock, monotonicClock: () => elapsedMs });
const rateOf = async (query = '') => (await api.succeed('GET', `/live${query}`)).messages_per_second;

test('the present of the products asked for is told', async () => {
  expect(await api.succeed('GET', `/live?product_key=${product.productKey}`)).toEqual({
    time: api.clock() / 1000,
    devices: { total: 2, activated: 0, online: 1, faulty: 1, alert: 0 },
    faults_open: 1,
    alerts_open: 0,
    messages_per_second: 0,
  });
  expect((await api.succeed('GET', '/live')).devices.total).toBe(3);
  expect((await api.call('GET', '/live?product_key=nonsense')).body.error_code).toBe('5015');
});

test('messages of all processes count, those of the products asked for, as long as they are told of', async () => {
  const [first, second] = [processOf(1), processOf(2)];
  elapsedMs += 2_000;
  await first.tell(new Map([[product.id, 100]]));
  await second.tell(
    new Map([
      [product.id, 20],
      [other.id, 1],
    ]),
  );
  expect(await rateOf()).toBe(60.5);
  expect(await rateOf(`?product_key=${product.productKey}`)).toBe(60);
  expect(await rateOf(`?enterprise_id=${other.enterpriseId}`)).toBe(0.5);
  elapsedMs += 2_000;
  await first.tell(new Map([[product.id, 110]]));
  await second.end();
  expect(await rateOf()).toBe(5);
  elapsedMs += 2_000;
  await first.tell(new Map([[product.id, 110]]));
  expect(await rateOf()).toBe(0);
});

test('a process that is gone is forgotten', async () => {
  const dying = processOf(3);
  elapsedMs += 1_000;
  await dying.tell(new Map([[product.id, 7]]));
  expect(await rateOf()).toBe(7);
  api.setNow(api.clock() + 11_000);
  expect(await rateOf()).toBe(0);
});
