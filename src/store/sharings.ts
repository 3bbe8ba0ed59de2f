import { hashSecret } from '../model/secrets.ts';
import type { Queryable } from './database.ts';
import { type Page, readPage } from './read-page.ts';
import { whereOf } from './where-of.ts';

/** A sharing as one of the two sees it: the names are those of the other. */
export interface Sharing {
  readonly id: number;
  readonly isByCode: boolean;
  readonly did: string;
  readonly productId: number;
  /** What the owner calls the device. */
  readonly devAlias: string;
  readonly status: number;
  readonly uid: string;
  readonly username: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly userAlias: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly expiredAtMs: number;
}

export interface SharingsQuery {
  readonly uid: string;
  /** Of the two, which one the user is. */
  readonly as: 'owner' | 'guest';
  readonly status?: number | undefined;
  readonly did?: string | undefined;
  readonly limit: number;
  readonly skip: number;
}

const common = `s.id, s.code_hash is not null as "isByCode", d.did, d.product_id as "productId",
  coalesce((select b.dev_alias from binding b where b.device_id = s.device_id and b.uid = s.owner_uid), '') as "devAlias",
  s.status, u.uid, u.username, u.phone, u.email, s.created_at as "createdAtMs", s.updated_at as "updatedAtMs",
  s.expired_at as "expiredAtMs"`;
const sides = {
  owner: { mine: 's.owner_uid', other: 's.guest_uid', alias: 's.guest_alias' },
  guest: { mine: 's.guest_uid', other: 's.owner_uid', alias: 's.owner_alias' },
} as const;

/** The newest first. A code that nobody has shown is not there yet. */
export function listSharings(db: Queryable, query: SharingsQuery): Promise<Page<Sharing>> {
  const { mine, other, alias } = sides[query.as];
  const { where, values } = whereOf([
    [`${mine} = ?`, query.uid],
    ['s.status = ?', query.status],
    ['d.did = ?', query.did],
  ]);
  return readPage<Sharing>(db, {
    columns: `${common}, ${alias} as "userAlias"`,
    source: `sharing s join device d on d.id = s.device_id join app_user u on u.uid = ${other} where ${where}`,
    orderBy: 's.id desc',
    values,
    limit: query.limit,
    skip: query.skip,
  });
}

/** What a code is for. */
export interface CodedSharing extends Omit<Sharing, 'userAlias'> {
  readonly guestUid: string | null;
}

/** The names are the owner's. */
export async function findCodedSharing(db: Queryable, code: string): Promise<CodedSharing | undefined> {
  const { rows } = await db.query<CodedSharing>(
    `select ${common}, s.guest_uid as "guestUid" from sharing s join device d on d.id = s.device_id
     join app_user u on u.uid = s.owner_uid where s.code_hash = $1`,
    [hashSecret(code)],
  );
  return rows[0];
}

/** What the user calls the other of the two from now on. False when the sharing is none of his. */
export async function nameInSharing(
  db: Queryable,
  { id, uid }: { readonly id: number; readonly uid: string },
  alias: string,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update sharing set guest_alias = case when owner_uid = $2 then $3 else guest_alias end,
       owner_alias = case when guest_uid = $2 then $3 else owner_alias end
     where id = $1 and $2 in (owner_uid, guest_uid)`,
    [id, uid, alias],
  );
  return rowCount === 1;
}
