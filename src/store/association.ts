import { type Database, isUniqueViolation, type Queryable } from './database.ts';

export interface Association {
  readonly enterpriseId: string;
  readonly productId: number;
}

/**
 * Returns false, changing nothing, when they are associated already. Tokens from before an earlier association ended
 * are removed: they must not come back to life.
 */
export async function associate(
  database: Database,
  { enterpriseId, productId }: Association,
  nowMs: number,
): Promise<boolean> {
  const pair = [enterpriseId, productId];
  try {
    await database.transaction(async (tx) => {
      await tx.query('insert into association (enterprise_id, product_id, created_at) values ($1, $2, $3)', [
        ...pair,
        new Date(nowMs),
      ]);
      await tx.query('delete from access_token where enterprise_id = $1 and product_id = $2', pair);
    });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

/** Returns false when there was none. Its tokens are of no use from then on: each call looks for the association. */
export async function dissociate(db: Queryable, { enterpriseId, productId }: Association): Promise<boolean> {
  const { rowCount } = await db.query(
    'delete from association where enterprise_id = $1 and product_id = $2',
    [enterpriseId, productId],
  );
  return rowCount === 1;
}
