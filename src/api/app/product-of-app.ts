import { QiyunError } from '../../model/errors.ts';
import type { App, Catalog, Product } from '../../store/catalog.ts';

/** A product of the app's enterprise, or associated with it. @throws QiyunError 9002 */
export function productOfApp(catalog: Catalog, { enterpriseId }: App, productKey: string): Product {
  const product = catalog.productByKey(productKey);
  if (!product || !catalog.isAssociated(enterpriseId, product.id)) throw new QiyunError('9002');
  return product;
}
