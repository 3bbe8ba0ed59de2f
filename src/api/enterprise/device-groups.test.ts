import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import type { TestEnterprise } from './enterprise-api.test-helper.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  secretsOf,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let token: string;
let foreignGid: string;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  enterprise = await api.createEnterprise();
  const other = await api.createProduct(enterprise);
  const answer = await api.post(`${other.path}/device_groups`, {
    token: await api.tokenOf(enterprise, other),
    body: {},
  });
  foreignGid = answer.json().gid;
});

beforeEach(async () => {
  product = await api.createProduct(enterprise);
  token = await api.tokenOf(enterprise, product);
});

afterAll(() => api.stop());

const path = (gid = '') => `${product.path}/device_groups${gid && `/${gid}`}`;
const create = (body: object = {}) => api.post(path(), { token, body });
const newGroup = async (parentGid?: string): Promise<string> => {
  const answer = await create(parentGid === undefined ? {} : { parent_gid: parentGid });
  expect(answer.statusCode).toBe(200);
  return answer.json().gid;
};
const erase = (gid: string) => api.delete(path(gid), { token });
const put = (gid: string, body: object) => api.put(path(gid), { token, body });
const assign = async (gid: string, macs: string[], reassign = false) =>
  (await put(gid, { action: 'assign', reassign, macs })).json();
const unassign = async (gid: string, macs: string[]) => (await put(gid, { action: 'unassign', macs })).json();
const macsOf = async (gid: string) => (await api.get(path(gid), { token })).json().macs;
const tree = async () => (await api.get(path(), { token })).json();
const devices = async (...macs: string[]) => {
  for (const mac of macs) await api.createDevice(product, mac);
};

describe('GET device_groups', () => {
  it('is an empty object without groups, and an empty text stands for a group without groups', async () => {
    expect(await tree()).toEqual({});
    const root = await newGroup();
    expect(root).toMatch(/^[0-9a-f]{32}$/);
    expect(await tree()).toEqual({ [root]: '' });
  });

  it('shows the tree as it was built, the groups of one group in the order of their creation', async () => {
    const root = await newGroup();
    const north = await newGroup(root);
    const south = await newGroup(root);
    const harbour = await newGroup(south);
    const answer = await tree();
    expect(answer).toEqual({ [root]: { [north]: '', [south]: { [harbour]: '' } } });
    expect(Object.keys(answer[root])).toEqual([north, south]);
  });
});

describe('POST device_groups', () => {
  it('5203: a product has one root group, however many are asked for at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create()));
    expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1);
    const refused = answers.filter((answer) => answer.statusCode !== 200);
    expect(new Set(refused.map(refusalOf))).toEqual(new Set(['400 5203']));
    expect(Object.keys(await tree())).toHaveLength(1);
  });

  it.each([newHexIdentifier(), 'x', '', '\0'])('5202: the parent group %j does not exist', async (gid) => {
    expect(refusalOf(await create({ parent_gid: gid }))).toBe('404 5202');
  });

  it('5201: the parent group belongs to another product', async () => {
    expect(refusalOf(await create({ parent_gid: foreignGid }))).toBe('403 5201');
  });

  it('5002: a group lies at most 16 deep', async () => {
    let gid = await newGroup();
    for (let depth = 2; depth <= 16; depth++) gid = await newGroup(gid);
    const answer = await create({ parent_gid: gid });
    expect([refusalOf(answer), answer.json().detail]).toEqual([
      '400 5002',
      'parent_gid: groups lie at most 16 deep',
    ]);
  });

  it('5002: a product has at most 10000 groups, and the tree of so many is answered', async () => {
    const root = await newGroup();
    await api.database.query(
      `insert into device_group (gid, product_id, parent_id, depth, created_at)
       select md5('group ' || n), g.product_id, g.id, 2, now() from device_group g, generate_series(1, 9998) n where g.gid = $1`,
      [root],
    );
    await newGroup(root);
    const answer = await create({ parent_gid: root });
    expect([refusalOf(answer), answer.json().detail]).toEqual([
      '400 5002',
      'parent_gid: a product has at most 10000 groups',
    ]);
    expect(Object.keys((await tree())[root])).toHaveLength(9999);
  });

  it('5002: the parent is a text', async () => {
    const answer = await create({ parent_gid: 7 });
    expect([refusalOf(answer), answer.json().detail]).toEqual(['400 5002', 'parent_gid: must be string']);
  });
});

describe('DELETE device_groups/{gid}', () => {
  it('5204: groups are deleted from the leaves up, and a new root may follow', async () => {
    const root = await newGroup();
    const leaf = await newGroup(root);
    expect(refusalOf(await erase(root))).toBe('400 5204');
    for (const gid of [leaf, root]) expect((await erase(gid)).json()).toEqual({});
    expect(await tree()).toEqual({});
    await newGroup();
  });

  it('5205: a group with devices stays, also when they are disabled', async () => {
    const root = await newGroup();
    await api.createDevice(product, 'aa01', { isDisabled: true });
    await assign(root, ['aa01']);
    expect(refusalOf(await erase(root))).toBe('400 5205');
    await unassign(root, ['aa01']);
    expect((await erase(root)).statusCode).toBe(200);
  });

  it('ends in one of two ways when devices are assigned at the same time', async () => {
    await devices('aa01');
    for (let round = 0; round < 20; round++) {
      const gid = await newGroup();
      const [deleted, assigned] = await Promise.all([
        erase(gid),
        put(gid, { action: 'assign', reassign: true, macs: ['aa01'] }),
      ]);
      const ending = [deleted, assigned].map((answer) => answer.json().error_code ?? 'done');
      expect([
        ['done', '5206'],
        ['5205', 'done'],
      ]).toContainEqual(ending);
      if (ending[1] === 'done') {
        await unassign(gid, ['aa01']);
        await erase(gid);
      }
    }
  });

  it('ends in one of two ways when a group is created in it at the same time', async () => {
    const root = await newGroup();
    for (let round = 0; round < 20; round++) {
      const gid = await newGroup(root);
      const [deleted, created] = await Promise.all([erase(gid), create({ parent_gid: gid })]);
      const ending = [deleted, created].map((answer) => answer.json().error_code ?? 'done');
      expect([
        ['done', '5202'],
        ['5204', 'done'],
      ]).toContainEqual(ending);
    }
  });
});

describe.each(['GET', 'PUT', 'DELETE'] as const)('%s device_groups/{gid}', (method) => {
  const call = (gid: string) =>
    api.call(method, path(encodeURIComponent(gid)), {
      token,
      ...(method === 'PUT' && { body: { action: 'assign', macs: [] } }),
    });

  it.each([newHexIdentifier(), 'root', '\0'])('5206: there is no group %j', async (gid) => {
    expect(refusalOf(await call(gid))).toBe('404 5206');
  });

  it('5201: the group belongs to another product', async () => {
    expect(refusalOf(await call(foreignGid))).toBe('403 5201');
  });
});

describe('PUT device_groups/{gid}', () => {
  it('assigns devices by their macs in any case, and answers them as they were written', async () => {
    await devices('aa01', 'aa02', 'aa03');
    const root = await newGroup();
    const asked = ['AA02', 'aa01', 'aa99', 'not a mac', '\0', 'aa02'];
    expect(await assign(root, asked)).toEqual({
      success: ['AA02', 'aa01', 'aa02'],
      failed: ['aa99', 'not a mac', '\0'],
    });
    expect(await macsOf(root)).toEqual(['aa01', 'aa02']);
    expect(await assign(root, ['aa01'])).toEqual({ success: ['aa01'], failed: [] });
  });

  it('does not know the devices of other products', async () => {
    const elsewhere = await api.createProduct(enterprise);
    await api.createDevice(elsewhere, 'aa01');
    expect(await assign(await newGroup(), ['aa01'])).toEqual({ success: [], failed: ['aa01'] });
  });

  it('moves a device of another group only with reassign', async () => {
    await devices('aa01');
    const root = await newGroup();
    const leaf = await newGroup(root);
    await assign(leaf, ['aa01']);
    expect(await assign(root, ['aa01'])).toEqual({ success: [], failed: ['aa01'] });
    expect(await macsOf(leaf)).toEqual(['aa01']);
    expect(await assign(root, ['aa01'], true)).toEqual({ success: ['aa01'], failed: [] });
    expect([await macsOf(root), await macsOf(leaf)]).toEqual([['aa01'], []]);
  });

  it('takes devices out of the group, and fails those that are not in it', async () => {
    await devices('aa01', 'aa02', 'aa03');
    const root = await newGroup();
    const leaf = await newGroup(root);
    await assign(root, ['aa01', 'aa02']);
    await assign(leaf, ['aa03']);
    expect(await unassign(root, ['aa01', 'aa03', 'aa04'])).toEqual({
      success: ['aa01'],
      failed: ['aa03', 'aa04'],
    });
    expect([await macsOf(root), await macsOf(leaf)]).toEqual([['aa02'], ['aa03']]);
  });

  it.each([
    ['action: is required', { macs: [] }],
    ['macs: is required', { action: 'assign' }],
    ['action: must be one of assign, unassign', { action: 'drop', macs: [] }],
    ['macs: must be array', { action: 'assign', macs: 'aa01' }],
    ['macs[0]: must be string', { action: 'assign', macs: [1] }],
    ['reassign: must be boolean', { action: 'assign', macs: [], reassign: 'yes' }],
    ['macs: must NOT have more than 1000 items', { action: 'assign', macs: Array(1001).fill('a') }],
  ])('5002: %s', async (detail, body) => {
    const answer = await put(await newGroup(), body);
    expect([refusalOf(answer), answer.json().detail]).toEqual(['400 5002', detail]);
  });
});

describe('DELETE association', () => {
  it('5006: an association stays while the product has device groups', async () => {
    const gid = await newGroup();
    const dissociate = () =>
      api.delete(`${product.path}/association`, { body: secretsOf(enterprise, product) });
    expect(refusalOf(await dissociate())).toBe('400 5006');
    expect(await tree()).toEqual({ [gid]: '' });
    await erase(gid);
    expect((await dissociate()).json()).toEqual({});
  });
});
