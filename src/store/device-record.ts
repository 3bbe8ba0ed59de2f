import type { DeviceRecord } from '../model/device-record.ts';
import type { Queryable } from './database.ts';

const columns = `d.id as "deviceId", d.product_id as "productId", d.did, d.mac, d.passcode_sealed as "passcodeSealed",
  s.is_disabled as "isDisabled", t.image, t.definition_version as "definitionVersion"`;

/** The devices with these dids, by did. */
export async function readDeviceRecords(
  db: Queryable,
  dids: readonly string[],
): Promise<Map<string, DeviceRecord>> {
  const { rows } = await db.query<DeviceRecord>(
    `select ${columns} from device_did k join device d on d.id = k.device_id join device_standing s on s.device_id = k.device_id
     join device_state t on t.device_id = k.device_id
     where k.did = any($1)`,
    [dids],
  );
  return new Map(rows.map((row) => [row.did, row]));
}

/** The device with this mac in this product; the mac in lower case. */
export async function readDeviceRecordByMac(
  db: Queryable,
  productId: number,
  mac: string,
): Promise<DeviceRecord | undefined> {
  const { rows } = await db.query<DeviceRecord>(
    `select ${columns} from device_mac k join device d on d.id = k.device_id join device_standing s on s.device_id = k.device_id
     join device_state t on t.device_id = k.device_id
     where k.product_id = $1 and k.mac = $2`,
    [productId, mac],
  );
  return rows[0];
}
