import { QiyunError } from '../../model/errors.ts';
import { type BoundDevice, findBoundDevice } from '../../store/bound-devices.ts';
import type { AppServices } from './app-services.ts';
import type { AppUser } from './user-endpoint.ts';

/** A device that the user has bound. @throws QiyunError 9014 unknown, or none of his app’s products; 9017 not bound to him */
export async function ownDevice(
  { database, devices, catalog }: Pick<AppServices, 'database' | 'devices' | 'catalog'>,
  { uid, app }: AppUser,
  did: string,
): Promise<BoundDevice> {
  const bound = await findBoundDevice(database, uid, did);
  if (bound) return bound;
  const device = await devices.byDid(did);
  const isOfApp = device && catalog.isAssociated(app.enterpriseId, device.productId);
  throw new QiyunError(isOfApp ? '9017' : '9014');
}
