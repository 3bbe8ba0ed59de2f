import { QiyunError } from '../model/errors.ts';
import { isUniqueViolation, type Queryable } from './database.ts';

export interface NewDevice {
  readonly productId: number;
  readonly did: string;
  /** In lower case. */
  readonly mac: string;
  readonly deviceSn: string | null;
  /** Null until the first registration brings one. */
  readonly passcodeSealed: Buffer | null;
  readonly createdAtMs: number;
}

/** The did belongs to another device, or the mac to another device of the product. The transaction is lost. */
export class DeviceConflict extends QiyunError {
  readonly field: 'did' | 'mac';

  constructor(field: 'did' | 'mac', cause: unknown) {
    super('5002', { detail: `${field}: belongs to another device`, cause });
    this.field = field;
  }
}

/**
 * Enters a device together with its look-up rows, its empty state and its standing, and returns its id. A concurrent creation of
 * the same did or mac waits for this transaction to end.
 *
 * @throws DeviceConflict
 */
export async function createDevice(tx: Queryable, device: NewDevice): Promise<number> {
  const [id] = await createDevices(tx, [device]);
  return id!;
}

/**
 * Enters many devices in one statement, all or none, and returns their ids in the order given.
 *
 * @throws DeviceConflict for the first one met
 */
export async function createDevices(tx: Queryable, devices: readonly NewDevice[]): Promise<number[]> {
  try {
    const { rows } = await tx.query<{ id: number; did: string }>(insert, [
      devices.map((device) => device.productId),
      devices.map((device) => device.did),
      devices.map((device) => device.mac),
      devices.map((device) => device.deviceSn),
      devices.map((device) => device.passcodeSealed),
      devices.map((device) => new Date(device.createdAtMs)),
    ]);
    const ids = new Map(rows.map((row) => [row.did, row.id]));
    return devices.map((device) => ids.get(device.did)!);
  } catch (error) {
    throw asConflict(error);
  }
}

// The dids go in in one order for all: somebody else may enter the same ones for another product.
const insert = `
  with created as (
    insert into device (product_id, did, mac, device_sn, passcode_sealed, created_at)
    select * from unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::timestamptz[])
    returning id, product_id, did, mac
  ), dids as (
    insert into device_did (did, device_id) select did, id from created order by did
  ), macs as (
    insert into device_mac (product_id, mac, device_id) select product_id, mac, id from created
  ), states as (
    insert into device_state (device_id) select id from created
  ), standings as (
    insert into device_standing (device_id, product_id) select id, product_id from created
  )
  select id, did from created`;

function asConflict(error: unknown): unknown {
  if (!isUniqueViolation(error)) return error;
  const { constraint } = error as { constraint?: string };
  return new DeviceConflict(constraint === 'device_mac_pkey' ? 'mac' : 'did', error);
}
