import { invalidField, QiyunError } from '../model/errors.ts';
import { addDays, type Day, daysBetween } from './day.ts';
import { parseDay } from './report-periods.ts';

export interface ReportDays {
  readonly from: Day;
  readonly to: Day;
}

const daysByDefault = 7;
const daysMax = 31;

/**
 * The days from start to end, both included; the last 7 by default, at most 31 (contract.md §5, incr_devices).
 * @param given as the caller wrote them
 * @throws QiyunError 5002 naming the field, 5014 when all of it is ahead
 */
export function reportDays(
  given: { readonly start?: string | undefined; readonly end?: string | undefined },
  today: Day,
): ReportDays {
  const to = readDay('end', given.end) ?? today;
  const from = readDay('start', given.start) ?? addDays(to, 1 - daysByDefault);
  if (from > today) throw new QiyunError('5014', { detail: `start: ${from} is after ${today}` });
  if (to < from) throw invalidField('end', 'must not be before start');
  if (daysBetween(from, to) >= daysMax) throw invalidField('end', `at most ${daysMax} days from start on`);
  return { from, to };
}

function readDay(field: string, text: string | undefined): Day | undefined {
  if (text === undefined) return undefined;
  const day = parseDay(text);
  if (!day) throw invalidField(field, 'must be a date such as 2016-08-01, from 1970 on');
  return day;
}
