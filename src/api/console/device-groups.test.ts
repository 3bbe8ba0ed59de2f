import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { requireSubtree } from '../../store/device-group.ts';
import { createDeviceGroup, deepestGroup } from '../../store/device-group-tree.ts';
import { regroupDevices } from '../../store/group-members.ts';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';

let api: ConsoleApi;
let product: ConsoleTestProduct;
let root: string;

beforeAll(async () => {
  api = await startConsoleApi();
});

afterAll(() => api.close());

beforeEach(async () => {
  product = await api.createProduct();
  root = await create(undefined);
});

async function create(parentGid: string | undefined, productId = product.id): Promise<string> {
  const gid = newHexIdentifier();
  await createDeviceGroup(api.database, { productId, gid, parentGid, createdAtMs: api.clock() });
  return gid;
}

async function enter(gid: string, mac: string, isOnline = false): Promise<void> {
  const { deviceId } = await api.createDevice(product, mac);
  await api.database.query('update device_standing set is_online = $2 where device_id = $1', [
    deviceId,
    isOnline,
  ]);
  const regrouping = { productId: product.id, gid, action: 'assign', reassign: false, macs: [mac] } as const;
  await regroupDevices(api.database, regrouping);
}

const groups = async () => (await api.succeed('GET', `/products/${product.productKey}/device_groups`)).groups;

const change = (gid: string, body: object) =>
  api.call('PATCH', `/products/${product.productKey}/device_groups/${gid}`, body);

interface Shown {
  readonly gid: string;
  readonly depth: number;
  readonly devices: number;
  readonly devices_below: number;
}

const shape = (all: Shown[]) => all.map(({ gid, depth, devices_below }) => [gid, depth, devices_below]);

describe('device groups', () => {
  test('are listed as a tree with their devices and those below them', async () => {
    const [a, b] = [await create(root), await create(root)];
    const below = await create(a);
    await enter(a, 'a1', true);
    await enter(below, 'b1');
    await enter(below, 'b2', true);
    const common = { name: '', created_at: api.clock() / 1000 };
    expect(await groups()).toEqual([
      {
        gid: root,
        parent_gid: null,
        depth: 1,
        devices: 0,
        online: 0,
        devices_below: 3,
        online_below: 2,
        ...common,
      },
      {
        gid: a,
        parent_gid: root,
        depth: 2,
        devices: 1,
        online: 1,
        devices_below: 3,
        online_below: 2,
        ...common,
      },
      {
        gid: below,
        parent_gid: a,
        depth: 3,
        devices: 2,
        online: 1,
        devices_below: 2,
        online_below: 1,
        ...common,
      },
      {
        gid: b,
        parent_gid: root,
        depth: 2,
        devices: 0,
        online: 0,
        devices_below: 0,
        online_below: 0,
        ...common,
      },
    ]);
  });

  test('are renamed and moved with all that is below them', async () => {
    const [a, b] = [await create(root), await create(root)];
    const below = await create(a);
    await enter(below, 'a1');
    expect(await change(a, { name: '一楼', parent_gid: b })).toEqual({ status: 200, body: {} });
    const all = await groups();
    expect(shape(all)).toEqual([
      [root, 1, 1],
      [b, 2, 1],
      [a, 3, 1],
      [below, 4, 1],
    ]);
    expect(all[2].name).toBe('一楼');
    expect(await requireSubtree(api.database, product.id, b)).toHaveLength(3);
    const { rows } = await api.database.query<{ depth: number }>(
      'select depth from device_group where gid = $1',
      [below],
    );
    expect(rows[0]!.depth).toBe(4);
  });

  test('leave in the audit log what became of them', async () => {
    await change(root, { name: 'All' });
    const { objects } = await api.succeed('GET', '/admin/v1/audit?limit=1');
    expect(objects[0]).toMatchObject({
      action: 'device_group.update',
      product_key: product.productKey,
      detail: { gid: root, name: 'All' },
    });
  });

  test('never come to lie in themselves, whoever moves them at the same time', async () => {
    const [a, b] = [await create(root), await create(root)];
    for (const parent of [a, await create(a)])
      expect(await change(a, { parent_gid: parent })).toMatchObject({
        status: 400,
        body: { error_code: '5002', detail: 'parent_gid: a group cannot be in itself' },
      });
    const answers = await Promise.all([change(a, { parent_gid: b }), change(b, { parent_gid: a })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect(await groups()).toHaveLength(4);
  });

  test('never lie deeper than when they are created', async () => {
    let deepest = root;
    for (let depth = 2; depth < deepestGroup; depth++) deepest = await create(deepest);
    const single = await create(root);
    const withOneBelow = await create(root);
    await create(withOneBelow);
    expect((await change(withOneBelow, { parent_gid: deepest })).body.detail).toBe(
      'parent_gid: groups lie at most 16 deep',
    );
    expect((await change(single, { parent_gid: deepest })).status).toBe(200);
  });

  test('have one root, which stays', async () => {
    const a = await create(root);
    expect((await change(a, { parent_gid: null })).body.error_code).toBe('5203');
    expect((await change(root, { parent_gid: a })).body.detail).toBe(
      'parent_gid: the root stays where it is',
    );
    expect((await change(root, { parent_gid: null })).status).toBe(200);
  });

  test('of other products are not to be had', async () => {
    const other = await api.createProduct();
    const foreign = await create(undefined, other.id);
    const a = await create(root);
    expect((await change(foreign, { name: 'x' })).body.error_code).toBe('5201');
    expect((await change(newHexIdentifier(), { name: 'x' })).body.error_code).toBe('5206');
    expect((await change(a, { parent_gid: foreign })).body.error_code).toBe('5201');
    expect((await change(a, { parent_gid: 'none' })).body.error_code).toBe('5202');
    const path = `/products/${'f'.repeat(32)}/device_groups`;
    expect((await api.call('GET', path)).body.error_code).toBe('5015');
    expect((await api.call('PATCH', `${path}/${a}`, { name: 'x' })).body.error_code).toBe('5015');
  });

  test.each([[{}], [{ name: 'x'.repeat(65) }], [{ name: 'a\0' }], [{ gid: 'x' }]])(
    'are not changed by %j',
    async (body) => {
      expect((await change(root, body)).body.error_code).toBe('5002');
    },
  );
});
