import type { Transactions } from './database.ts';

export interface PasswordReset {
  readonly uid: string;
  /** As `hashPassword` makes it. */
  readonly passwordHash: string;
  readonly nowMs: number;
}

/** Gives a user who has shown who he is a new password; all his tokens end. False when he has been erased meanwhile. */
export function resetPassword(
  database: Transactions<boolean>,
  { uid, passwordHash, nowMs }: PasswordReset,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      'update app_user set password_hash = $2, updated_at = $3 where uid = $1',
      [uid, passwordHash, new Date(nowMs)],
    );
    await tx.query('delete from user_token where uid = $1', [uid]);
    return rowCount === 1;
  });
}
