import { deleteDevices, disableDevices, someDeviceIds } from '../../store/erase-devices.ts';
import type { AdminServices } from './admin-services.ts';

type Services = Pick<AdminServices, 'database' | 'commands'>;

const devicesPerStep = 1000;

/** Ends the devices' sessions and erases them. An interrupted erasure leaves them disabled; it may run again. */
export async function eraseDevices(
  { database, commands }: Services,
  deviceIds: readonly number[],
): Promise<void> {
  await disableDevices(database, deviceIds);
  await Promise.all(deviceIds.map((deviceId) => commands.disconnect(deviceId, 'offline_reset')));
  await deleteDevices(database, deviceIds);
}

/** Erases all devices of a product in steps, each short enough to let reports through in between. */
export async function eraseDevicesOf(services: Services, productId: number): Promise<void> {
  for (;;) {
    const deviceIds = await someDeviceIds(services.database, productId, devicesPerStep);
    if (deviceIds.length === 0) return;
    await eraseDevices(services, deviceIds);
  }
}
