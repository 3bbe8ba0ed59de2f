import type { FastifyRequest } from 'fastify';
import { QiyunError } from '../../model/errors.ts';
import type { DeviceSummary } from '../../store/device-lookup.ts';
import { readSealedPasscode } from '../../store/device-passcode.ts';
import type { ShownPasscode } from '../../store/passcode-check.ts';
import type { AppServices } from './app-services.ts';
import { guessFrom, tooOften } from './take-turn.ts';
import type { AppUser } from './user-endpoint.ts';

interface ClaimedDevice {
  readonly did: string;
  readonly passcode: string;
}

/**
 * A device of a product of the user's enterprise whose passcode the caller knows.
 * @throws QiyunError 9016 unknown did or wrong passcode alike; 9041 after too many of these from one address
 */
export function requirePasscode(
  services: AppServices,
  { did, passcode, user }: ClaimedDevice & { readonly user: AppUser },
  request: FastifyRequest,
): Promise<DeviceSummary> {
  const { devices, catalog, throttles } = services;
  const shown = { did, passcode, clientAddress: request.ip };
  return guessFrom(request, throttles.failedAttempts, async () => {
    const device = await devices.byDid(did);
    const isOfApp = device && catalog.isAssociated(user.app.enterpriseId, device.productId);
    if (!isOfApp || !(await isPasscode(services, device.deviceId, shown))) throw new QiyunError('9016');
    return device;
  });
}

async function isPasscode(
  { database, passcodes }: AppServices,
  deviceId: number,
  shown: ShownPasscode,
): Promise<boolean> {
  const sealed = await readSealedPasscode(database, deviceId);
  if (sealed === null) return false;
  try {
    return passcodes.isRight(sealed, shown);
  } catch (error) {
    if (!(error instanceof QiyunError && error.code === '5013')) throw error;
    throw tooOften(error.retryAfterSeconds!);
  }
}
