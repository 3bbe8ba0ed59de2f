import { QiyunError } from '../../model/errors.ts';
import type { BoundDevice } from '../../store/bound-devices.ts';
import type { AppServices } from './app-services.ts';
import { ownDevice } from './own-device.ts';
import type { AppUser } from './user-endpoint.ts';

/** A device that the user owns. @throws QiyunError 9014 unknown, 9017 not bound to him, 9093 another's */
export async function requireOwner(
  services: Pick<AppServices, 'database' | 'devices' | 'catalog'>,
  user: AppUser,
  did: string,
): Promise<BoundDevice> {
  const device = await ownDevice(services, user, did);
  if (device.role !== 'special' && device.role !== 'owner') throw new QiyunError('9093');
  return device;
}
