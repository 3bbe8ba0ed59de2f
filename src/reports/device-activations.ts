import type { Queryable } from '../store/database.ts';
import type { CountedDevices } from './counted-devices.ts';
import { countByFirstDay, type ReportWindow } from './first-day-counts.ts';
import type { PeriodReport } from './report-by-period.ts';

/** How many devices were first online in each period (contract.md §5, report/activation). */
export function countActivations(
  db: Queryable,
  devices: CountedDevices,
  window: ReportWindow,
): Promise<PeriodReport[]> {
  return countByFirstDay(db, devices, { ...window, metric: 'new', ofGroups });
}

const ofGroups = `
  select date_trunc($4, first_online_on::timestamp)::date as period, place_id, count(*) as amount
  from device_standing where group_id = any($1) and first_online_on between $2 and $3 group by 1, 2`;
