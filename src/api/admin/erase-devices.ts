import type { AuditActor } from '../../model/audit-event.ts';
import type { Product } from '../../store/catalog.ts';
import type { Transactions } from '../../store/database.ts';
import { deleteDevices, disableDevices, someDeviceIds } from '../../store/erase-devices.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { AdminServices } from './admin-services.ts';

type Services = Pick<AdminServices, 'database' | 'commands' | 'clock'>;

const devicesPerStep = 1000;

/** Ends the devices' sessions and erases them. An interrupted erasure leaves them disabled; it may run again. */
export async function eraseDevices(
  { database, commands }: Services,
  deviceIds: readonly number[],
  erasure: Transactions<void>,
): Promise<void> {
  await disableDevices(database, deviceIds);
  await Promise.all(deviceIds.map((deviceId) => commands.disconnect(deviceId, 'offline_reset')));
  await erasure.transaction((tx) => deleteDevices(tx, deviceIds));
}

/**
 * Erases all devices of a product in steps, each short enough to let reports through in between, and an event of its own: of
 * so many devices the audit log has only how many.
 */
export async function eraseDevicesOf(
  services: Services,
  { id, productKey }: Product,
  actor: AuditActor,
): Promise<void> {
  for (;;) {
    const deviceIds = await someDeviceIds(services.database, id, devicesPerStep);
    if (deviceIds.length === 0) return;
    const act = { action: 'device.erase', productKey, detail: { count: deviceIds.length } } as const;
    await eraseDevices(services, deviceIds, auditedChanges(services, actor, act));
  }
}
