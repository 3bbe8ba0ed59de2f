import { invalidField, QiyunError } from '../model/errors.ts';
import { addDays, type Day, daysBetween } from './day.ts';
import { parseDay } from './report-periods.ts';

export interface ReportDays {
  readonly from: Day;
  readonly to: Day;
}

interface ReportDaysOptions {
  /** What the caller calls them. */
  readonly names?: { readonly start: string; readonly end: string };
  readonly daysMax?: number;
}

const daysByDefault = 7;

/**
 * The days from start to end, both included; the last 7 by default, at most 31 unless there is another limit (contract.md
 * §5, incr_devices, liveness_total).
 * @param given as the caller wrote them
 * @throws QiyunError 5002 naming the field, 5014 when all of it is ahead
 */
export function reportDays(
  given: { readonly start?: string | undefined; readonly end?: string | undefined },
  today: Day,
  { names = { start: 'start', end: 'end' }, daysMax = 31 }: ReportDaysOptions = {},
): ReportDays {
  const to = readDay(names.end, given.end) ?? today;
  const from = readDay(names.start, given.start) ?? addDays(to, 1 - daysByDefault);
  if (from > today) throw new QiyunError('5014', { detail: `${names.start}: ${from} is after ${today}` });
  if (to < from) throw invalidField(names.end, `must not be before ${names.start}`);
  if (daysBetween(from, to) >= daysMax)
    throw invalidField(names.end, `at most ${daysMax} days from ${names.start} on`);
  return { from, to };
}

function readDay(field: string, text: string | undefined): Day | undefined {
  if (text === undefined) return undefined;
  const day = parseDay(text);
  if (!day) throw invalidField(field, 'must be a date such as 2016-08-01, from 1970 on');
  return day;
}
