import { QiyunError } from '../model/errors.ts';
import type { Queryable } from './database.ts';

/**
 * Until the transaction ends nobody else imports devices into the product, approves any or lets any wait. Whoever locks
 * waiting or other devices of it as well locks the product first.
 *
 * @throws QiyunError 5015 when the product is gone
 */
export async function lockProduct(tx: Queryable, productId: number): Promise<void> {
  const { rowCount } = await tx.query('select from product where id = $1 for no key update', [productId]);
  if (rowCount === 0) throw new QiyunError('5015');
}
