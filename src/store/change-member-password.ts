import type { Queryable } from './database.ts';

export interface PasswordChange {
  readonly memberId: string;
  /** Of the password that he has shown. */
  readonly oldHash: string;
  readonly newHash: string;
  /** The session that goes on, by the hash of its token in hex. */
  readonly sessionHash: string;
}

/** Gives a member another password and ends all his sessions but this one. False when the old one is not his any more. */
export async function changeMemberPassword(tx: Queryable, change: PasswordChange): Promise<boolean> {
  const { memberId, oldHash, newHash, sessionHash } = change;
  const { rowCount } = await tx.query(
    'update member set password_hash = $3 where member_id = $1 and password_hash = $2',
    [memberId, oldHash, newHash],
  );
  if (rowCount === 0) return false;
  await tx.query(`delete from console_session where member_id = $1 and token_hash <> decode($2, 'hex')`, [
    memberId,
    sessionHash,
  ]);
  return true;
}
