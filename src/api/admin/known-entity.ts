import { QiyunError } from '../../model/errors.ts';
import type { App, Catalog, Enterprise, Product } from '../../store/catalog.ts';
import type { Database } from '../../store/database.ts';
import { type ManagedDevice, readManagedDevice } from '../../store/managed-device.ts';
import { findMember, type Member } from '../../store/members.ts';

/** @throws QiyunError 5003 */
export function knownEnterprise(catalog: Catalog, enterpriseId: string): Enterprise {
  const enterprise = catalog.enterprise(enterpriseId);
  if (!enterprise) throw new QiyunError('5003');
  return enterprise;
}

/** @throws QiyunError 5015 */
export function knownProduct(catalog: Catalog, productKey: string): Product {
  const product = catalog.productByKey(productKey);
  if (!product) throw new QiyunError('5015');
  return product;
}

/** @throws QiyunError 5016 */
export function knownApp(catalog: Catalog, appid: string): App {
  const app = catalog.app(appid);
  if (!app) throw new QiyunError('5016');
  return app;
}

/** @throws QiyunError 5301 */
export async function knownDevice(database: Database, did: string): Promise<ManagedDevice> {
  const device = await readManagedDevice(database, did);
  if (!device) throw new QiyunError('5301');
  return device;
}

/** @throws QiyunError 5017 */
export async function knownMember(database: Database, memberId: string): Promise<Member> {
  const member = await findMember(database, memberId);
  if (!member) throw new QiyunError('5017');
  return member;
}
