import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bindSomebody } from '../../../test/bind-somebody.ts';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { moveUser } from '../../store/move-user.ts';
import { foldTallies } from '../../store/tally.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let token: string;
let devices: TestDevice[];

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  enterprise = await api.createEnterprise();
});

afterAll(() => api.stop());

beforeEach(async () => {
  product = await api.createProduct(enterprise);
  token = await api.tokenOf(enterprise, product);
  devices = [];
  for (const mac of ['a1', 'a2', 'a3']) devices.push(await api.createDevice(product, mac));
});

async function bind(device: number, uid: string, date: string): Promise<void> {
  const boundAtMs = Date.parse(`${date}T00:00:00+08:00`);
  await bindSomebody(api.database, devices[device]!.deviceId, { uid, boundAtMs });
}

/** A root and a group below it. */
async function createTree(): Promise<string[]> {
  const create = async (body: object) =>
    (await api.post(`${product.path}/device_groups`, { token, body })).json().gid;
  const root = await create({});
  return [root, await create({ parent_gid: root })];
}

async function moveToGroup(device: number, gid: string): Promise<void> {
  await api.database.query(
    'update device_standing set group_id = (select id from device_group where gid = $1) where device_id = $2',
    [gid, devices[device]!.deviceId],
  );
}

async function unbind(): Promise<void> {
  const ids = devices.map(({ deviceId }) => deviceId);
  await api.database.query('delete from binding where device_id = any($1)', [ids]);
}

const get = (report: string, query = '') =>
  api.get(`${product.path}/users/report/${report}?${query}`, { token });

describe('GET users/report/new', () => {
  const counts = async (query: string) =>
    (await get('new', query)).json().data.map(({ count }: { count: number }) => count);

  it('counts users on the day they first bound a device of the product, by their present places', async () => {
    const [a, b] = [newHexIdentifier(), newHexIdentifier()];
    await bind(0, a, '2026-11-20');
    await bind(1, a, '2026-11-21');
    await bind(1, b, '2026-11-20');
    await foldTallies(api.database);
    await moveUser(api.database, a, { country: 'China', region: 'Guangdong', city: 'Guangzhou' });
    await unbind();
    const location = { China: { count: 1, Guangdong: { count: 1, Guangzhou: { count: 1 } } } };
    expect((await get('new', 'start=2026-11-20&end=2026-11-21')).json()).toEqual({
      gid: null,
      cycle: 'date',
      start: '2026-11-20',
      end: '2026-11-21',
      data: [
        { date: '2026-11-20', count: 2, location },
        { date: '2026-11-21', count: 0, location: {} },
      ],
    });
  });

  it('counts by week and month under both keys, with 0 for periods without', async () => {
    await bind(0, newHexIdentifier(), '2026-11-02');
    await bind(0, newHexIdentifier(), '2026-11-08');
    await bind(0, newHexIdentifier(), '2026-09-30');
    expect((await get('new', 'cycle=week&start=2026-45&end=2026-46')).json().data).toEqual([
      { date: '2026-45', week: '2026-45', count: 2, location: {} },
      { date: '2026-46', week: '2026-46', count: 0, location: {} },
    ]);
    expect(await counts('cycle=month&start=2026-09&end=2026-11')).toEqual([1, 0, 2]);
  });

  it('of a group counts the day of the first binding of a device that is in it or below it now', async () => {
    const [root, below] = await createTree();
    const [a, b] = [newHexIdentifier(), newHexIdentifier()];
    await bind(0, a, '2026-11-18');
    await bind(1, a, '2026-11-19');
    await bind(2, a, '2026-11-20');
    await bind(2, b, '2026-11-19');
    await moveToGroup(1, root!);
    await moveToGroup(2, below!);
    const days = 'start=2026-11-18&end=2026-11-20';
    expect(await counts(days)).toEqual([1, 1, 0]);
    expect(await counts(`${days}&gid=${root}`)).toEqual([0, 2, 0]);
    expect(await counts(`${days}&gid=${below}`)).toEqual([0, 1, 1]);
    await moveToGroup(0, below!);
    expect(await counts(`${days}&gid=${below}`)).toEqual([1, 1, 0]);
  });

  it.each([
    ['', 'start: is required'],
    ['start=2026-11-01', 'end: is required'],
    ['start=2026-11&end=2026-11-02', 'start: must be'],
    ['start=2026-10-01&end=2026-10-31', 'end: at most 30'],
    ['cycle=week&start=2025-01&end=2026-02', 'end: at most 53'],
    ['cycle=month&start=2025-01&end=2026-01', 'end: at most 12'],
    ['cycle=year&start=2025&end=2026', 'cycle: must be one of'],
  ])('5002: %j', async (query, detail) => {
    const answer = await get('new', query);
    expect(refusalOf(answer)).toBe('400 5002');
    expect(answer.json().detail).toContain(detail);
  });

  it('5014: a period that lies wholly ahead', async () => {
    expect(refusalOf(await get('new', 'start=2026-11-23&end=2026-11-24'))).toBe('400 5014');
    expect(await counts('start=2026-11-22&end=2026-11-24')).toEqual([0, 0, 0]);
  });
});

describe('GET users/report/total', () => {
  it('counts users who ever bound a device of the product, once each, whether they still do or not', async () => {
    expect((await get('total')).json()).toEqual({ gid: null, total: 0 });
    const [a, b] = [newHexIdentifier(), newHexIdentifier()];
    await bind(0, a, '2026-11-18');
    await bind(1, a, '2026-11-19');
    await bind(1, b, '2020-01-01');
    expect((await get('total')).json()).toEqual({ gid: null, total: 2 });
    await unbind();
    await foldTallies(api.database);
    expect((await get('total')).json()).toEqual({ gid: null, total: 2 });
    await api.database.query('select erase_users(array[$1])', [b]);
    expect((await get('total')).json()).toEqual({ gid: null, total: 1 });
  });

  it('of a group counts those who ever bound a device that is in it or below it now', async () => {
    const [root, below] = await createTree();
    const [a, b] = [newHexIdentifier(), newHexIdentifier()];
    await bind(0, a, '2026-11-18');
    await bind(1, a, '2026-11-19');
    await bind(1, b, '2026-11-19');
    await moveToGroup(0, below!);
    await moveToGroup(1, root!);
    await unbind();
    expect((await get('total', `gid=${root}`)).json()).toEqual({ gid: root, total: 2 });
    expect((await get('total', `gid=${below}`)).json()).toEqual({ gid: below, total: 1 });
  });
});

describe.each(['new', 'total'])('users/report/%s', (report) => {
  const days = 'start=2026-11-20&end=2026-11-21';

  it('5206: the group is unknown', async () => {
    expect(refusalOf(await get(report, `${days}&gid=${newHexIdentifier()}`))).toBe('404 5206');
  });

  it('5201: the group is another product’s', async () => {
    const [gid] = await createTree();
    product = await api.createProduct(enterprise);
    token = await api.tokenOf(enterprise, product);
    expect(refusalOf(await get(report, `${days}&gid=${gid}`))).toBe('403 5201');
  });
});
