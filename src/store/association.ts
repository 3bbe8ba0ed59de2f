import { QiyunError } from '../model/errors.ts';
import { isUniqueViolation, type Transactions } from './database.ts';
import { lockTree } from './device-group-tree.ts';

export interface Association {
  readonly enterpriseId: string;
  readonly productId: number;
}

/**
 * Returns false, changing nothing, when they are associated already. Tokens from before an earlier association ended
 * are removed: they must not come back to life.
 */
export async function associate(
  database: Transactions<void>,
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

/**
 * Ends an association. Its tokens are of no use from then on: each call looks for the association.
 *
 * @throws QiyunError 5007 when there is none, 5006 while the product has device groups
 */
export function dissociate(
  database: Transactions<void>,
  { enterpriseId, productId }: Association,
): Promise<void> {
  return database.transaction(async (tx) => {
    await lockTree(tx, productId);
    const { rowCount } = await tx.query(
      'delete from association where enterprise_id = $1 and product_id = $2',
      [enterpriseId, productId],
    );
    if (rowCount === 0) throw new QiyunError('5007');
    const groups = await tx.query('select from device_group where product_id = $1 limit 1', [productId]);
    if (groups.rowCount === 1) throw new QiyunError('5006');
  });
}
