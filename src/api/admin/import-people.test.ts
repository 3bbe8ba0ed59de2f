import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitingForLocks } from '../../../test/waiting-for-locks.ts';
import { newDid, newHexIdentifier } from '../../model/identifiers.ts';
import { hashSecret } from '../../model/secrets.ts';
import type { Queryable } from '../../store/database.ts';
import { endLentBindings } from '../../store/end-lent-bindings.ts';
import { importBindings as enterBindings } from '../../store/import-bindings.ts';
import { type AdminApi, nowMs, startAdminApi } from './admin-api.test-helper.ts';

let api: AdminApi;
let enterpriseId: string;
let productKey: string;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  enterpriseId = (await api.succeed('POST', '/enterprises', { name: 'n' })).enterprise_id;
  const product = await api.succeed('POST', `/enterprises/${enterpriseId}/products`, { name: 'p' });
  productKey = product.product_key;
});

type Row = Record<string, unknown>;

const importUsers = (...users: Row[]) => api.succeed('POST', `/enterprises/${enterpriseId}/users`, { users });
const importBindings = (...bindings: Row[]) =>
  api.succeed('POST', `/products/${productKey}/bindings`, { bindings });
const refusals = (answer: { failed: { index: number; detail: string }[] }) =>
  answer.failed.map(({ index, detail }) => `${index} ${detail}`);

async function usersInDatabase() {
  const { rows } = await api.database.query<Row>(
    `select uid, username, phone, email, phone_id_hash, auth_src, name, is_anonymous, password_hash, created_at
     from app_user where enterprise_id = $1 order by uid`,
    [enterpriseId],
  );
  return rows;
}

async function bindingsInDatabase() {
  const { rows } = await api.database.query<Row>(
    `select d.did, b.uid, b.is_owner, b.remark, b.dev_alias, b.bound_at from binding b join device d on d.id = b.device_id
     join product p on p.id = d.product_id where p.product_key = $1 order by b.bound_at, b.uid`,
    [productKey],
  );
  return rows;
}

describe('users who come from elsewhere', () => {
  it('may be imported twice at the same time, in another order', async () => {
    const undone = new Error('undone');
    const users = ['first', 'between', 'last'].map((username) => ({ username }));
    let imports: ReturnType<typeof importUsers>[] = [];
    const somebodyElse = api.database.transaction(async (tx) => {
      await tx.query(
        `insert into app_user (uid, enterprise_id, username, created_at, updated_at) values ($1, $2, 'between', now(), now())`,
        [newHexIdentifier(), enterpriseId],
      );
      imports = [importUsers(...users), importUsers(...users.toReversed())];
      await expect.poll(() => waitingForLocks(api.database)).toBe(2);
      throw undone;
    });
    await expect(somebodyElse).rejects.toBe(undone);
    const [one, other] = await Promise.all(imports);
    expect(one.created).toHaveLength(3);
    expect(other.created.toReversed()).toEqual(one.created);
  });

  it('keep their uid and every name they log in by, and have no password', async () => {
    const uid = newHexIdentifier();
    const person = { uid, username: '张三', phone: '13800000000', email: 'Zhang@Example.com' };
    const others = { auth_src: 'wechat', auth_uid: 'o6_b', name: '三', created_at: 1_700_000_000 };
    expect(await importUsers({ ...person, ...others })).toEqual({ created: [{ uid }], failed: [] });
    const anonymous = await importUsers({ phone_id: 'phone 1' });
    const rows = await usersInDatabase();
    expect(rows.find((row) => row.uid === uid)).toEqual({
      ...{ uid, username: '张三', phone: '13800000000', email: 'zhang@example.com', phone_id_hash: null },
      ...{ auth_src: { wechat: 'o6_b' }, name: '三', is_anonymous: false, password_hash: null },
      created_at: 1_700_000_000_000,
    });
    expect(rows.find((row) => row.uid === anonymous.created[0].uid)).toMatchObject({
      phone_id_hash: hashSecret('phone 1'),
      is_anonymous: true,
    });
  });

  it('may be imported again: they are completed, and nothing is changed', async () => {
    const uid = newHexIdentifier();
    await importUsers({ uid, phone: '13800000000' }, { phone_id: 'phone 2' });
    const before = await usersInDatabase();
    expect((await importUsers({ uid, phone: '13800000000' }, { phone_id: 'phone 2' })).created).toHaveLength(
      2,
    );
    expect(await usersInDatabase()).toEqual(before);
    expect((await importUsers({ phone: '13800000000', email: 'a@b.cn', name: 'A' })).created).toEqual([
      { uid },
    ]);
    expect((await usersInDatabase()).find((row) => row.uid === uid)).toMatchObject({
      phone: '13800000000',
      email: 'a@b.cn',
      name: 'A',
    });
  });

  it('are refused one by one when they contradict what is there, or one another', async () => {
    const [uid, other, foreign] = [newHexIdentifier(), newHexIdentifier(), newHexIdentifier()];
    const strangers = (await api.succeed('POST', '/enterprises', { name: 'n' })).enterprise_id;
    await api.succeed('POST', `/enterprises/${strangers}/users`, {
      users: [{ uid: foreign, username: 'f' }],
    });
    await importUsers({ uid, username: 'u', phone: '13800000000' }, { uid: other, username: 'o' });
    const before = await usersInDatabase();
    const answer = await importUsers(
      { uid, username: 'v' },
      { uid: newHexIdentifier(), phone: '13800000000' },
      { username: 'u', email: 'x' },
      { username: 'u', uid: other },
      { uid: foreign, username: 'w' },
      { name: 'nobody' },
      { uid: 'short', username: 's' },
      { auth_src: 'wechat', username: 's' },
      { username: 'f', uid },
      { uid },
    );
    expect(refusals(answer)).toEqual([
      '0 username: the user has another one',
      '1 phone: belongs to another user',
      '2 email: is not well-formed',
      '3 username: belongs to another user',
      '4 uid: belongs to another user',
      '5 username: is missing, and so is every other name to log in by',
      '6 uid: is not well-formed',
      '7 auth_uid: goes with auth_src',
      '8 username: the user has another one',
      '9 username: is missing, and so is every other name to log in by',
    ]);
    expect(await usersInDatabase()).toEqual(before);
    expect(
      refusals(await importUsers({ username: 'twice' }, { username: 'twice', phone: '13900000000' })),
    ).toEqual([]);
  });

  it('stay strangers when one is called as programs call what is missing', async () => {
    const answer = await importUsers(
      { username: 'undefined' },
      { username: 'null' },
      { phone: '13800000000' },
      { uid: newHexIdentifier(), phone: '13900000000' },
    );
    expect(answer.failed).toEqual([]);
    expect(new Set(answer.created.map(({ uid }: { uid: string }) => uid)).size).toBe(4);
  });

  it('count as registered with the app that is named, which is the enterprise’s own', async () => {
    const { appid } = await api.succeed('POST', `/enterprises/${enterpriseId}/apps`, { name: 'a' });
    const path = `/enterprises/${enterpriseId}/users`;
    await api.succeed('POST', path, { appid, users: [{ username: 'u' }] });
    const { rows } = await api.database.query('select appid from app_user where enterprise_id = $1', [
      enterpriseId,
    ]);
    expect(rows).toEqual([{ appid }]);
    const strangers = (await api.succeed('POST', '/enterprises', { name: 'n' })).enterprise_id;
    const foreign = await api.succeed('POST', `/enterprises/${strangers}/apps`, { name: 'a' });
    const answer = await api.call('POST', path, { appid: foreign.appid, users: [{ username: 'w' }] });
    expect(answer).toMatchObject({ status: 404, body: { error_code: '5016' } });
  });
});

describe('bindings that come from elsewhere', () => {
  const dids = [newDid(), newDid()] as const;
  const uids = [newHexIdentifier(), newHexIdentifier()] as const;

  beforeEach(async () => {
    await api.database.query('delete from app_user');
    const phones = uids.map((uid, index) => ({ uid, phone: `1380000000${index}`, email: `${index}@x.cn` }));
    await importUsers(...phones);
    await api.database.query('delete from device');
    await api.succeed('POST', `/products/${productKey}/devices`, {
      devices: dids.map((did, index) => ({ did, mac: `aa0${index}` })),
    });
  });

  it('name people and devices by whatever is known of them, and keep owner, names and time', async () => {
    const answer = await importBindings(
      { phone: '13800000001', mac: 'AA00', remark: '客厅', dev_alias: '空调', bound_at: 1_700_000_000 },
      { uid: uids[0], did: dids[0], is_owner: false, bound_at: 1_700_000_001 },
      { email: '0@X.cn', did: dids[1], is_owner: true, bound_at: 1_700_000_002 },
    );
    expect(answer.failed).toEqual([]);
    const rest = { remark: '', dev_alias: '' };
    expect(await bindingsInDatabase()).toEqual([
      {
        ...{ did: dids[0], uid: uids[1], is_owner: true, remark: '客厅', dev_alias: '空调' },
        bound_at: 1_700_000_000_000,
      },
      { did: dids[0], uid: uids[0], is_owner: false, ...rest, bound_at: 1_700_000_001_000 },
      { did: dids[1], uid: uids[0], is_owner: true, ...rest, bound_at: 1_700_000_002_000 },
    ]);
  });

  it('may be imported again: they are completed, and nothing is changed', async () => {
    const binding = { uid: uids[0], did: dids[0] };
    await importBindings(binding, binding);
    const before = await bindingsInDatabase();
    expect(before).toHaveLength(1);
    await importBindings(binding);
    expect(await bindingsInDatabase()).toEqual(before);
    await importBindings({ ...binding, remark: 'r' });
    expect(await bindingsInDatabase()).toMatchObject([{ remark: 'r', dev_alias: '' }]);
    expect(refusals(await importBindings({ ...binding, remark: 's' }))).toEqual([
      '0 remark: the binding has another one',
    ]);
  });

  it('never go to somebody who lacks what they name, whatever the text', async () => {
    const answer = await importBindings(
      ...uids.map((uid) => ({ uid, did: dids[0] })),
      { username: 'null', did: dids[1] },
      { username: 'undefined', did: dids[1] },
    );
    expect(refusals(answer)).toEqual(['2 username: no such user', '3 username: no such user']);
    expect(await bindingsInDatabase()).toHaveLength(2);
  });

  it('are refused one by one when what they name is not there, or somebody else’s', async () => {
    const strangers = (await api.succeed('POST', '/enterprises', { name: 'n' })).enterprise_id;
    const foreign = await api.succeed('POST', `/enterprises/${strangers}/users`, {
      users: [{ username: 'f' }],
    });
    await importBindings({ uid: uids[0], did: dids[0] });
    const answer = await importBindings(
      { uid: foreign.created[0].uid, did: dids[0] },
      { phone: '13911111111', did: dids[0] },
      { uid: uids[0], did: newDid() },
      { uid: uids[0], mac: 'aa09' },
      { uid: uids[1], did: dids[0], is_owner: true },
      { uid: uids[0], did: dids[0], is_owner: false },
      { uid: uids[0], phone: '13800000000', did: dids[0] },
      { uid: uids[0] },
      { uid: uids[0], did: 'short' },
    );
    expect(refusals(answer)).toEqual([
      '0 uid: no such user',
      '1 phone: no such user',
      '2 did: no such device',
      '3 mac: no such device',
      '4 is_owner: the device has another owner',
      '5 is_owner: the binding says otherwise',
      '6 uid: exactly one of uid, username, phone, email is needed',
      '7 did: exactly one of did, mac is needed',
      '8 did: is not well-formed',
    ]);
    expect(await bindingsInDatabase()).toHaveLength(1);
  });

  it('are completed and made while others of the same people end', async () => {
    await importBindings({ uid: uids[0], did: dids[0] });
    await api.database.query("update binding set expires_at = '2000-01-01'");
    const { rows } = await api.database.query<{ id: number }>(
      'select id from product where product_key = $1',
      [productKey],
    );
    let ending: Promise<void> | undefined;
    let written = 0;
    // The binding whose time is over ends between the import's two statements.
    const interrupted = (tx: Queryable): Queryable => ({
      async query(text, values) {
        if (/^(insert into|update) binding/.test(text) && ++written === 2) {
          ending = endLentBindings(api.database, nowMs);
          await expect.poll(() => waitingForLocks(api.database)).toBe(1);
        }
        return tx.query(text, values);
      },
    });
    const given = { isOwner: undefined, devAlias: undefined, boundAtMs: undefined, remark: 'r' };
    const user = { by: 'uid', value: uids[0] } as const;
    const bindings = dids.map((did) => ({ ...given, user, device: { by: 'did', value: did } as const }));
    await enterBindings(
      { transaction: (work) => api.database.transaction((tx) => work(interrupted(tx))) },
      { enterpriseId, productId: rows[0]!.id, appid: undefined, bindings, importedAtMs: nowMs },
    );
    await ending;
    expect(await bindingsInDatabase()).toMatchObject([{ did: dids[1], remark: 'r' }]);
  });
});
