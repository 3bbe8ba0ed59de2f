import type { Queryable } from './database.ts';

export interface MemberLogin {
  readonly memberId: string;
  readonly enterpriseId: string;
  readonly passwordHash: string;
}

/** The member who logs in with this name, which may be any text, or who has this id. */
export async function findMemberLogin(
  db: Queryable,
  by: { readonly username: string } | { readonly memberId: string },
): Promise<MemberLogin | undefined> {
  const [column, value] =
    'username' in by ? ['username', by.username.toLowerCase()] : ['member_id', by.memberId];
  // PostgreSQL has no texts with NUL.
  if (value.includes('\0')) return undefined;
  const { rows } = await db.query<MemberLogin>(
    `select member_id as "memberId", enterprise_id as "enterpriseId", password_hash as "passwordHash"
     from member where ${column} = $1`,
    [value],
  );
  return rows[0];
}
