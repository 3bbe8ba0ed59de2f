import type { Queryable } from './database.ts';
import { type Page, readPage } from './read-page.ts';
import type { FoundUser } from './search-users.ts';
import { type Clause, whereOf } from './where-of.ts';

/** A user as a search among those of a product shows him; what is not known is null. */
export interface BoundUser extends Omit<FoundUser, 'updatedAtMs'> {
  readonly authSrc: object | null;
  /** Of the device whose did was searched for; null when none was. */
  readonly isOwner: boolean | null;
}

/** All that are given must hold, exactly; email addresses are kept in lower case. */
export interface BoundUserFilter {
  readonly productId: number;
  /** Whose users are looked for. */
  readonly enterpriseId: string;
  readonly uid?: string | undefined;
  readonly username?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  /** The rest is said of devices of the product that the user has bound: one of them has all of it. */
  readonly did?: string | undefined;
  /** In lower case. */
  readonly mac?: string | undefined;
  readonly deviceSn?: string | undefined;
  readonly groupIds?: readonly number[] | undefined;
}

const columns = `u.uid, u.username, u.phone, u.email, u.name, u.birthday, u.is_anonymous as "isAnonymous", u.gender,
  u.address, u.remark, u.auth_src as "authSrc", u.created_at as "createdAtMs"`;

/** A page of those users of an enterprise who have bound devices of a product, in the order of their registration. */
export async function searchBoundUsers(
  db: Queryable,
  filter: BoundUserFilter,
  page: { readonly limit: number; readonly skip: number },
): Promise<Page<BoundUser>> {
  const deviceIds = await findSoughtDevices(db, filter);
  const { where, values } = whereOf([
    ['u.enterprise_id = ?', filter.enterpriseId],
    ['u.uid = ?', filter.uid],
    ['u.username = ?', filter.username],
    ['u.phone = ?', filter.phone],
    ['u.email = ?', filter.email?.toLowerCase()],
    bindingClause(filter, deviceIds),
  ]);
  return readPage(db, {
    columns: `${columns}, ${filter.did === undefined ? 'null::boolean' : ownerColumn(deviceIds?.[0])} as "isOwner"`,
    source: `app_user u where ${where}`,
    orderBy: 'u.created_at, u.uid',
    values,
    ...page,
  });
}

/** Ids of the product's devices that users are looked for by; undefined when they are not looked for by devices. */
async function findSoughtDevices(
  db: Queryable,
  { productId, did, mac, deviceSn, groupIds }: BoundUserFilter,
): Promise<number[] | undefined> {
  if (did === undefined && mac === undefined && deviceSn === undefined) return undefined;
  const { where, values } = whereOf([
    ['s.product_id = ?', productId],
    ['s.group_id = any(?)', groupIds],
    ['s.device_id = (select device_id from device_did where did = ?)', did],
    ['s.device_id = (select device_id from device_mac where product_id = ? and mac = ?)', productId, mac],
    ['s.device_id in (select id from device where product_id = ? and device_sn = ?)', productId, deviceSn],
  ]);
  const { rows } = await db.query<{ id: number }>(
    `select s.device_id as id from device_standing s where ${where}`,
    values,
  );
  return rows.map((row) => row.id);
}

/** What ties users to the product; each way has an index of its own. */
function bindingClause(
  { productId, groupIds }: BoundUserFilter,
  deviceIds: readonly number[] | undefined,
): Clause {
  if (deviceIds) return ['u.uid in (select uid from binding where device_id = any(?))', deviceIds];
  if (groupIds) {
    return [
      'u.uid in (select b.uid from binding b join device_standing s using (device_id) where s.group_id = any(?))',
      groupIds,
    ];
  }
  return ['u.uid in (select uid from product_user where product_id = ? and bindings > 0)', productId];
}

function ownerColumn(deviceId = 0): string {
  return `exists (select from binding b where b.uid = u.uid and b.device_id = ${Number(deviceId)} and b.is_owner)`;
}
