import { addDays, type Day, daysBetween, mondayOf, mondayOfWeek, weekOf } from './report-day.ts';

/** What a report counts together. */
export type Cycle = 'date' | 'week' | 'month';

export const cycles: readonly Cycle[] = ['date', 'week', 'month'];

/** From the first period to the last, both included, written as the cycle wants it. */
export interface Period {
  readonly start: string;
  readonly end: string;
}

interface CycleRules {
  /** How many periods a report has at most. */
  readonly most: number;
  readonly usual: number;
  /** How many of the last periods can be had with one click. */
  readonly presets: readonly number[];
  readonly pattern: RegExp;
  /** As reports write the period that a day is in. */
  print(day: Day): string;
  firstDay(period: string): Day;
  /** A day so many periods before. */
  before(day: Day, count: number): Day;
  /** From the period of one day to that of another, both included. */
  count(from: Day, to: Day): number;
}

export const cycleRules: Readonly<Record<Cycle, CycleRules>> = {
  date: {
    most: 30,
    usual: 30,
    presets: [7, 14, 30],
    pattern: /^\d{4}-\d\d-\d\d$/,
    print: (day) => day,
    firstDay: (period) => period,
    before: (day, count) => addDays(day, -count),
    count: (from, to) => daysBetween(from, to) + 1,
  },
  week: {
    most: 53,
    usual: 12,
    presets: [4, 12, 26, 53],
    pattern: /^\d{4}-\d{1,2}$/,
    print: weekOf,
    firstDay: mondayOfWeek,
    before: (day, count) => addDays(day, -7 * count),
    count: (from, to) => daysBetween(mondayOf(from), mondayOf(to)) / 7 + 1,
  },
  month: {
    most: 12,
    usual: 12,
    presets: [3, 6, 12],
    pattern: /^\d{4}-\d\d$/,
    print: (day) => day.slice(0, 7),
    firstDay: (period) => `${period}-01`,
    before: monthsBefore,
    count: (from, to) => monthNumber(to) - monthNumber(from) + 1,
  },
};

/** The last periods, the present one included. */
export function lastPeriods(cycle: Cycle, count: number, today: Day): Period {
  const { print, before } = cycleRules[cycle];
  return { start: print(before(today, count - 1)), end: print(today) };
}

/** Each period from the first to the last. */
export function periodsCounted(cycle: Cycle, { start, end }: Period): number {
  const { count, firstDay } = cycleRules[cycle];
  return count(firstDay(start), firstDay(end));
}

function monthNumber(day: Day): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function monthsBefore(day: Day, count: number): Day {
  const number = monthNumber(day) - count;
  const month = String((number % 12) + 1).padStart(2, '0');
  return `${Math.floor(number / 12)}-${month}-01`;
}
