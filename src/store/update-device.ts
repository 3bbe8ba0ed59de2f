import { invalidField } from '../model/errors.ts';
import type { Queryable, Transactions } from './database.ts';
import { placeId } from './place-id.ts';
import { updateRow } from './update-row.ts';

/** What an administrator may change of a device: null unsets a value, undefined leaves it. */
export interface DeviceChanges {
  readonly isDisabled?: boolean | undefined;
  /** Degrees. */
  readonly longitude?: number | null | undefined;
  readonly latitude?: number | null | undefined;
  /** Place names in English, as reports print them (contract.md §5, location). */
  readonly country?: string | null | undefined;
  readonly region?: string | null | undefined;
  readonly city?: string | null | undefined;
}

/**
 * Changes a device. What is said of its location stands from then on, whatever its address says; when all of that is
 * unset, the address of its next session counts again.
 *
 * @throws QiyunError 5002 for a region or city without a country
 */
export function updateDevice(
  database: Transactions<void>,
  deviceId: number,
  changes: DeviceChanges,
): Promise<void> {
  return database.transaction(async (tx) => {
    const present = await lockDevice(tx, deviceId);
    if (!present) return;
    const { isDisabled, ...where } = changes;
    await updateRow(tx, {
      table: 'device_standing',
      key: { device_id: deviceId },
      columns: { is_disabled: isDisabled },
    });
    if (Object.values(where).some((value) => value !== undefined)) await locate(tx, present, where);
  });
}

interface LocatedDevice {
  readonly deviceId: number;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
}

async function lockDevice(tx: Queryable, deviceId: number): Promise<LocatedDevice | undefined> {
  const { rows } = await tx.query<LocatedDevice>(
    `select s.device_id as "deviceId", d.longitude, d.latitude, nullif(p.country, '') as country,
       nullif(p.region, '') as region, nullif(p.city, '') as city
     from device_standing s join device d on d.id = s.device_id join place p on p.id = s.place_id
     where s.device_id = $1 for no key update of s`,
    [deviceId],
  );
  return rows[0];
}

async function locate(
  tx: Queryable,
  present: LocatedDevice,
  changes: Omit<DeviceChanges, 'isDisabled'>,
): Promise<void> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const located: LocatedDevice = { ...present, ...Object.fromEntries(given) };
  const { deviceId, longitude, latitude, country, region, city } = located;
  if (country === null && (region !== null || city !== null)) {
    throw invalidField('country', 'is required with region or city');
  }
  const isSomewhere = country !== null || longitude !== null || latitude !== null;
  await updateRow(tx, {
    table: 'device',
    key: { id: deviceId },
    columns: { longitude, latitude, location_source: isSomewhere ? 'hand' : null },
  });
  await updateRow(tx, {
    table: 'device_standing',
    key: { device_id: deviceId },
    columns: { place_id: await placeId(tx, country === null ? undefined : { country, region, city }) },
  });
}
