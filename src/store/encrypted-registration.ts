import { QiyunError } from '../model/errors.ts';
import type { Product } from './catalog.ts';
import { type RegistrationContext, takeAttempt } from './registration-context.ts';

/**
 * The product, if its devices register in this way: encrypted registration disables the plain one (device-cloud.md §4.3).
 *
 * @throws QiyunError 5015, 5018
 */
export function productFor(
  { catalog }: RegistrationContext,
  productKey: string,
  isEncrypted: boolean,
): Product {
  const product = catalog.productByKey(productKey);
  if (!product) throw new QiyunError('5015', { detail: 'product_key: unknown' });
  if (!isEncrypted) refuseEncrypted(product);
  else if (product.registration !== 'encrypted')
    throw new QiyunError('5018', {
      detail: 'product_key: this product does not register its devices encrypted',
    });
  return product;
}

/** @throws QiyunError 5018 */
export function refuseEncrypted(product: Product | undefined): void {
  if (product?.registration !== 'encrypted') return;
  throw new QiyunError('5018', { detail: 'product_key: this product registers its devices encrypted' });
}

/** One answer for every cause, so that nobody learns from it how far he has come. */
export async function undecipherable(
  { throttles }: RegistrationContext,
  field: string,
  clientAddress: string,
): Promise<QiyunError> {
  await takeAttempt(throttles.failedAttempts, clientAddress);
  const detail = `${field}: not encrypted with the secret of the product, or not what it should be`;
  return new QiyunError('5002', { detail });
}
