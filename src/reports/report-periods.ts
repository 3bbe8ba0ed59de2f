import { invalidField, QiyunError } from '../model/errors.ts';
import { addDays, type Day, isoWeekOf, mondayOf } from './day.ts';

/** What is counted together (enterprise-api.md, cycle). */
export type Cycle = 'date' | 'week' | 'month';

export interface PeriodQuery {
  readonly cycle: Cycle;
  /** As the caller wrote them: `2016-08-01`, `2016-51` or `2016-12`, by the cycle. */
  readonly start: string;
  readonly end: string;
}

export interface Period {
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** As reports print it: `2016-08-01`, `2016-05` (two digits of an ISO week) or `2016-12`. */
  readonly label: string;
}

interface CycleRules {
  readonly periodsMax: number;
  readonly example: string;
  /** First day of the period that is written so; undefined: there is none. */
  readonly parse: (text: string) => Day | undefined;
  readonly next: (firstDay: Day) => Day;
  readonly print: (firstDay: Day) => string;
}

const rules: Readonly<Record<Cycle, CycleRules>> = {
  date: {
    periodsMax: 30,
    example: '2016-08-01',
    parse: parseDay,
    next: (day) => addDays(day, 1),
    print: (day) => day,
  },
  week: {
    periodsMax: 53,
    example: '2016-51',
    parse: parseWeek,
    next: (day) => addDays(day, 7),
    print: printWeek,
  },
  month: {
    periodsMax: 12,
    example: '2016-12',
    parse: (text) => parseDay(`${text}-01`),
    // From the first of a month, 31 days are in the next one.
    next: (day) => `${addDays(day, 31).slice(0, 7)}-01`,
    print: (day) => day.slice(0, 7),
  },
};

/**
 * The periods from start to end, both included (contract.md §5, cycle reports).
 * @param today in the report time zone
 * @throws QiyunError 5002 naming the field: not written as the cycle wants it, end before start, more than 30 days,
 * 53 weeks or 12 months; 5014: all of it is ahead
 */
export function reportPeriods(query: PeriodQuery, today: Day): Period[] {
  const { next, print, periodsMax } = rules[query.cycle];
  const [start, end] = readEnds(query);
  if (start > today) throw new QiyunError('5014', { detail: `start: ${query.start} is after ${today}` });
  const periods: Period[] = [];
  for (let firstDay = start, following: Day; firstDay <= end; firstDay = following) {
    if (periods.length === periodsMax) {
      throw invalidField('end', `at most ${periodsMax} periods from start on, both included`);
    }
    following = next(firstDay);
    periods.push({ firstDay, lastDay: addDays(following, -1), label: print(firstDay) });
  }
  return periods;
}

function readEnds({ cycle, ...ends }: PeriodQuery): [start: Day, end: Day] {
  const { parse, example } = rules[cycle];
  const [start, end] = (['start', 'end'] as const).map((field) => {
    const day = parse(ends[field]);
    if (!day) throw invalidField(field, `must be a ${cycle} such as ${example}, from 1970 on`);
    return day;
  }) as [Day, Day];
  if (end < start) throw invalidField('end', 'must not be before start');
  return [start, end];
}

/** A day that exists, from 1970 on; undefined for any other text. */
export function parseDay(text: string): Day | undefined {
  if (!/^(19[7-9]\d|[2-9]\d{3})-\d\d-\d\d$/.test(text)) return undefined;
  // 31 February is read as a day of March, and 32 as none.
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? text : undefined;
}

/** Monday of an ISO week; one digit is enough. */
function parseWeek(text: string): Day | undefined {
  const [, year, week] = /^(19[7-9]\d|[2-9]\d{3})-(\d{1,2})$/.exec(text) ?? [];
  if (!year || !week) return undefined;
  const monday = mondayOf(Number(year), Number(week));
  return printWeek(monday) === `${year}-${week.padStart(2, '0')}` ? monday : undefined;
}

function printWeek(monday: Day): string {
  const { year, week } = isoWeekOf(monday);
  return `${year}-${String(week).padStart(2, '0')}`;
}
