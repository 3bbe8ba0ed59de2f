import { hashSecret } from '../model/secrets.ts';
import type { Queryable, Transactions } from './database.ts';
import { asIdentifierTaken } from './identifier-taken.ts';
import { updateRow } from './update-row.ts';

export interface EnterpriseSettings {
  readonly name?: string | undefined;
  /** Calls an hour. */
  readonly hourlyQuota?: number | undefined;
  /** Addresses and CIDR ranges; empty allows every caller. */
  readonly ipAllowList?: readonly string[] | undefined;
  readonly usersSearchWithoutSecret?: boolean | undefined;
}

export interface NewEnterprise {
  readonly enterpriseId: string;
  readonly secret: string;
  readonly name: string;
  readonly createdAtMs: number;
}

/** @throws QiyunError 5002 when the enterprise_id is used already */
export async function createEnterprise(db: Queryable, enterprise: NewEnterprise): Promise<void> {
  const { enterpriseId, secret, name, createdAtMs } = enterprise;
  try {
    await db.query(
      'insert into enterprise (enterprise_id, name, secret_hash, created_at) values ($1, $2, $3, $4)',
      [enterpriseId, name, hashSecret(secret), new Date(createdAtMs)],
    );
  } catch (error) {
    throw asIdentifierTaken(error, 'enterprise_id');
  }
}

export function updateEnterprise(
  db: Queryable,
  enterpriseId: string,
  settings: EnterpriseSettings,
): Promise<void> {
  const { name, hourlyQuota, ipAllowList, usersSearchWithoutSecret } = settings;
  return updateRow(db, {
    table: 'enterprise',
    key: { enterprise_id: enterpriseId },
    columns: {
      name,
      hourly_quota: hourlyQuota,
      ip_allow_list: ipAllowList,
      users_search_without_secret: usersSearchWithoutSecret,
    },
  });
}

/** Replaces the secret and ends every token that the old one brought. */
export async function rotateEnterpriseSecret(
  database: Transactions<void>,
  enterpriseId: string,
  secret: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('update enterprise set secret_hash = $2 where enterprise_id = $1', [
      enterpriseId,
      hashSecret(secret),
    ]);
    await tx.query('delete from access_token where enterprise_id = $1', [enterpriseId]);
  });
}

/** Erases the enterprise with its apps, tokens and products. Its devices should be gone before: they may be many. */
export async function deleteEnterprise(db: Queryable, enterpriseId: string): Promise<void> {
  await db.query('delete from enterprise where enterprise_id = $1', [enterpriseId]);
}
