import type { Queryable } from './database.ts';
import { type Page, readPage } from './read-page.ts';

/** A user as a search shows him; what is not known is null. */
export interface FoundUser {
  readonly uid: string;
  readonly username: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly birthday: string | null;
  readonly isAnonymous: boolean;
  readonly gender: string | null;
  readonly address: string | null;
  readonly remark: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** All that are given must hold, exactly; email addresses are kept in lower case. */
export interface UserFilter {
  readonly enterpriseId: string;
  readonly uid?: string | undefined;
  /** The app he registered with. */
  readonly appid?: string | undefined;
  readonly username?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
}

const columns = `uid, username, phone, email, name, birthday, is_anonymous as "isAnonymous", gender, address, remark,
  created_at as "createdAtMs", updated_at as "updatedAtMs"`;

const filterColumns: Readonly<Record<keyof UserFilter, string>> = {
  enterpriseId: 'enterprise_id',
  uid: 'uid',
  appid: 'appid',
  username: 'username',
  phone: 'phone',
  email: 'email',
};

/** A page of an enterprise's users in the order of their registration. */
export function searchUsers(
  db: Queryable,
  filter: UserFilter,
  page: { readonly limit: number; readonly skip: number },
): Promise<Page<FoundUser>> {
  const sought = { ...filter, email: filter.email?.toLowerCase() };
  const given = Object.entries(sought).filter(([, value]) => value !== undefined);
  const conditions = given.map(
    ([name], index) => `${filterColumns[name as keyof UserFilter]} = $${index + 1}`,
  );
  return readPage(db, {
    columns,
    source: `app_user where ${conditions.join(' and ')}`,
    orderBy: 'created_at, uid',
    values: given.map(([, value]) => value),
    ...page,
  });
}
