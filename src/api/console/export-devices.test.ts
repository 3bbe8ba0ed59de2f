import { afterAll, beforeAll, expect, test } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { createDeviceGroup } from '../../store/device-group-tree.ts';
import { updateDevice } from '../../store/update-device.ts';
import {
  adminToken,
  type ConsoleApi,
  type ConsoleTestProduct,
  startConsoleApi,
} from './console-api.test-helper.ts';
import { csvLine } from './csv-line.ts';

let api: ConsoleApi;
let product: ConsoleTestProduct;

beforeAll(async () => {
  api = await startConsoleApi();
  product = await api.createProduct();
});

afterAll(() => api.close());

function download(query = '', productKey = product.productKey) {
  const url = `/console/v1/products/${productKey}/devices.csv${query}`;
  return api.app.inject({ url, headers: { authorization: `Bearer ${adminToken}` } });
}

const macsIn = (body: string) =>
  body
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',')[1]);

test('devices are downloaded as a spreadsheet reads them', async () => {
  const { deviceId, did } = await api.createDevice(product, 'aabbcc');
  const place = { country: 'China', region: 'Inner, "Mongolia"', city: '=1+1' };
  await updateDevice(api.database, deviceId, { ...place, longitude: -12.5, latitude: 40 });
  const gid = newHexIdentifier();
  const group = { productId: product.id, gid, parentGid: undefined, createdAtMs: api.clock() };
  await createDeviceGroup(api.database, group);
  const path = `/products/${product.productKey}/device_groups/${gid}`;
  await api.succeed('PATCH', path, { name: '@ 一楼' });
  await api.database.query(
    `update device_standing set group_id = (select id from device_group where gid = $1),
       online_at = '2026-11-22T07:00:00Z' where device_id = $2`,
    [gid, deviceId],
  );
  const { statusCode, headers, body } = await download();
  expect([statusCode, headers['content-type'], headers['content-disposition']]).toEqual([
    200,
    'text/csv; charset=utf-8',
    `attachment; filename="devices-${product.productKey}.csv"`,
  ]);
  expect(body.split('\r\n')).toEqual([
    '\ufeffdid,mac,is_online,is_disabled,is_faulty,is_alert,country,region,city,longitude,latitude,gid,group,created_at,' +
      'online_latest,reported_at,mcu_hard_version,mcu_soft_version,wifi_hard_version,wifi_soft_version',
    `${did},aabbcc,0,0,0,0,China,"Inner, ""Mongolia""",'=1+1,-12.5,40,${gid},'@ 一楼,2026-11-22 16:00:00,` +
      '2026-11-22 15:00:00,,,,,',
    '',
  ]);
});

test('all that match are downloaded, however many pieces they are', async () => {
  const many = await api.createProduct();
  await api.database.query(
    `with made as (
       insert into device (product_id, did, mac, created_at)
       select $1, 'd' || n, 'm' || n, now() from generate_series(1, 2500) n order by n returning id, product_id, mac
     ), states as (insert into device_state (device_id) select id from made)
     insert into device_standing (device_id, product_id, is_online) select id, product_id, mac like '%0' from made`,
    [many.id],
  );
  const macs = Array.from({ length: 2500 }, (_, index) => `m${index + 1}`);
  expect(macsIn((await download('', many.productKey)).body)).toEqual(macs);
  const online = macsIn((await download('?is_online=1', many.productKey)).body);
  expect(online).toEqual(macs.filter((mac) => mac.endsWith('0')));
  expect(macsIn((await download('?country=Nowhere', many.productKey)).body)).toEqual([]);
});

test.each([
  ['?type=mac', '5002'],
  ['?gid=none', '5206'],
  ['?is_online=2', '5002'],
])('a download by %s is refused', async (query, code) => {
  expect((await download(query)).json().error_code).toBe(code);
});

test('a product that is not there has no devices to download', async () => {
  expect((await download('', 'f'.repeat(32))).json().error_code).toBe('5015');
});

test.each([
  [['a', 1, null, -1.5], 'a,1,,-1.5\r\n'],
  [['a,b', 'a"b', 'a\nb', ' a'], '"a,b","a""b","a\nb", a\r\n'],
  [['=1', '+1 2', '-a', '@x', '\tx', '-1'], "'=1,'+1 2,'-a,'@x,'\tx,-1\r\n"],
  [['=a,b', '\rx'], '"\'=a,b","\'\rx"\r\n'],
])('%j is a line that no spreadsheet computes', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});
