import { type ErrorCode, QiyunError } from '../model/errors.ts';
import { hashSecret } from '../model/secrets.ts';
import { isUniqueViolation, type Queryable, type Transactions } from './database.ts';
import { updateRow } from './update-row.ts';

/** Undefined leaves a field as it is. */
export interface UserChanges {
  readonly username?: string | undefined;
  readonly phone?: string | undefined;
  /** In lower case. */
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly gender?: string | undefined;
  readonly birthday?: string | undefined;
  readonly address?: string | undefined;
  readonly lang?: string | undefined;
  readonly remark?: string | undefined;
}

export interface PasswordChange {
  /** What the user has now; null for none. */
  readonly hashBefore: string | null;
  readonly hash: string;
  /** The token that stays; the others of the user end. */
  readonly keptToken: string;
}

export interface UserUpdate {
  readonly uid: string;
  readonly changes: UserChanges;
  readonly password?: PasswordChange | undefined;
  readonly nowMs: number;
}

/**
 * Changes a user. One who gets a name, a phone number or an address is not anonymous any more, and not known by his
 * phone alone.
 *
 * @throws QiyunError 9018 phone, 9019 username, 9022 email of another user; 9020 the password is another by now
 */
export async function updateUser(database: Transactions<void>, update: UserUpdate): Promise<void> {
  const { uid, changes, password, nowMs } = update;
  const { username, phone, email } = changes;
  const isNamed = [username, phone, email].some((name) => name !== undefined);
  try {
    await database.transaction(async (tx) => {
      if (password) await replacePassword(tx, uid, password);
      const named = isNamed ? { is_anonymous: false, phone_id_hash: null } : {};
      const columns = { ...changes, ...named, updated_at: new Date(nowMs) };
      await updateRow(tx, { table: 'app_user', key: { uid }, columns });
    });
  } catch (error) {
    throw asNameTaken(error);
  }
}

async function replacePassword(tx: Queryable, uid: string, password: PasswordChange): Promise<void> {
  const { hashBefore, hash, keptToken } = password;
  const { rowCount } = await tx.query(
    'update app_user set password_hash = $3 where uid = $1 and password_hash is not distinct from $2',
    [uid, hashBefore, hash],
  );
  if (rowCount !== 1) throw new QiyunError('9020');
  await tx.query('delete from user_token where uid = $1 and token_hash <> $2', [uid, hashSecret(keptToken)]);
}

const takenNames: Readonly<Record<string, ErrorCode>> = {
  app_user_enterprise_id_phone_key: '9018',
  app_user_enterprise_id_username_key: '9019',
  app_user_enterprise_id_email_key: '9022',
};

function asNameTaken(error: unknown): unknown {
  if (!isUniqueViolation(error)) return error;
  const code = takenNames[String((error as { constraint?: unknown }).constraint)];
  return code === undefined ? error : new QiyunError(code);
}
