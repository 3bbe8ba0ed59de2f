import { useTranslation } from 'react-i18next';
import { csvOf } from '../../format/csv.ts';
import { download } from '../../format/download.ts';
import type { AlarmFilters } from './alarm-filters.ts';
import { type Alarm, askAlarms } from './alarm-queries.ts';

/** Rows of a file: more are not for a spreadsheet. */
export const mostSaved = 50_000;

/** As many as the API hands out at once. */
const limit = 1_000;

/** Downloads all that fits the filters, as many pages as it has. */
export function useAlarmsFile(productKey: string, filters: AlarmFilters) {
  const { t } = useTranslation('alarms');
  return async (): Promise<{ isComplete: boolean }> => {
    const { alarms, isComplete } = await readAll(productKey, filters);
    const header = (
      ['state', 'kind', 'point', 'name', 'device', 'did', 'raisedAt', 'clearedAt'] as const
    ).map((key) => t(key));
    const rows = alarms.map((alarm) => [
      t(alarm.cleared_at === null ? 'isOpen' : 'isCleared'),
      t(`oneOf.${alarm.kind}`),
      alarm.display_name,
      alarm.name,
      alarm.mac,
      alarm.did,
      writtenTime(alarm.raised_at),
      alarm.cleared_at === null ? null : writtenTime(alarm.cleared_at),
      Math.round((alarm.cleared_at ?? Date.now() / 1000) - alarm.raised_at),
    ]);
    download(`alarms_${productKey.slice(0, 8)}.csv`, csvOf([...header, t('durationSeconds')], rows));
    return { isComplete };
  };
}

async function readAll(productKey: string, filters: AlarmFilters) {
  const alarms: Alarm[] = [];
  let before: string | undefined;
  do {
    const page = await askAlarms(productKey, filters, { limit, before });
    alarms.push(...page.alarms);
    before = page.next ?? undefined;
  } while (before && alarms.length < mostSaved);
  return { alarms, isComplete: before === undefined };
}

/** The same for readers of all time zones. */
function writtenTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
