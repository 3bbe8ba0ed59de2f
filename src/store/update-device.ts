import type { Queryable } from './database.ts';
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

export function updateDevice(db: Queryable, deviceId: number, changes: DeviceChanges): Promise<void> {
  const { isDisabled, longitude, latitude, country, region, city } = changes;
  return updateRow(db, {
    table: 'device',
    key: { id: deviceId },
    columns: { is_disabled: isDisabled, longitude, latitude, country, region, city },
  });
}
