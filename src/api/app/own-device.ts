import { QiyunError } from '../../model/errors.ts';
import { type BoundDevice, findBoundDevice } from '../../store/bound-devices.ts';
import type { AppServices } from './app-services.ts';
import type { AppUser } from './user-endpoint.ts';

/** A device that the user has bound. @throws QiyunError 9014 unknown, 9017 not bound to him */
export async function ownDevice(
  { database, devices }: Pick<AppServices, 'database' | 'devices'>,
  { uid }: AppUser,
  did: string,
): Promise<BoundDevice> {
  const bound = await findBoundDevice(database, uid, did);
  if (bound) return bound;
  throw new QiyunError((await devices.byDid(did)) ? '9017' : '9014');
}
