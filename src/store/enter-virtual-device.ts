import { QiyunError } from '../model/errors.ts';
import { newDid } from '../model/identifiers.ts';
import { virtualDevicesMax, virtualMac } from '../model/virtual-devices.ts';
import { createDevice } from './create-device.ts';
import type { Queryable, Transactions } from './database.ts';

export interface NewVirtualDevice {
  readonly productId: number;
  /** Of a device that has none yet. */
  readonly passcodeSealed: Buffer;
  readonly startedAtMs: number;
}

export interface EnteredVirtualDevice {
  readonly did: string;
  /** Not when it was one already. */
  readonly isNew: boolean;
}

/**
 * Makes the product's device with the mac of virtual ones a device that the server plays; creates it if it is not there,
 * whatever the product demands of devices that register.
 * @throws QiyunError 5018 when there are as many as may be
 */
export function enterVirtualDevice(
  database: Transactions<EnteredVirtualDevice>,
  device: NewVirtualDevice,
): Promise<EnteredVirtualDevice> {
  const { productId, startedAtMs } = device;
  return database.transaction(async (tx) => {
    // Who starts one waits until it is known whether there is room for another.
    await tx.query('lock table virtual_device in share row exclusive mode');
    const { deviceId, did } = (await findDevice(tx, device)) ?? (await create(tx, device));
    const { rows } = await tx.query<{ productId: number }>(
      'select product_id as "productId" from virtual_device',
    );
    if (rows.some((row) => row.productId === productId)) return { did, isNew: false };
    if (rows.length >= virtualDevicesMax) {
      throw new QiyunError('5018', { detail: `there are at most ${virtualDevicesMax} virtual devices` });
    }
    await tx.query('insert into virtual_device (product_id, device_id, started_at) values ($1, $2, $3)', [
      productId,
      deviceId,
      new Date(startedAtMs),
    ]);
    return { did, isNew: true };
  });
}

/** The server plays it no longer. Returns whether it did. */
export function removeVirtualDevice(database: Transactions<boolean>, productId: number): Promise<boolean> {
  return database.transaction(async (tx) => {
    const { rowCount } = await tx.query('delete from virtual_device where product_id = $1', [productId]);
    return rowCount === 1;
  });
}

interface FoundDevice {
  readonly deviceId: number;
  readonly did: string;
}

async function findDevice(
  tx: Queryable,
  { productId, passcodeSealed }: NewVirtualDevice,
): Promise<FoundDevice | undefined> {
  const { rows } = await tx.query<FoundDevice>(
    `update device set passcode_sealed = coalesce(passcode_sealed, $3)
     where id = (select device_id from device_mac where product_id = $1 and mac = $2) returning id as "deviceId", did`,
    [productId, virtualMac, passcodeSealed],
  );
  return rows[0];
}

async function create(
  tx: Queryable,
  { productId, passcodeSealed, startedAtMs }: NewVirtualDevice,
): Promise<FoundDevice> {
  const did = newDid();
  const device = {
    productId,
    did,
    mac: virtualMac,
    deviceSn: null,
    passcodeSealed,
    createdAtMs: startedAtMs,
  };
  return { deviceId: await createDevice(tx, device), did };
}
