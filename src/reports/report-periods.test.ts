import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, isoWeekOf, mondayOf } from './day.ts';
import { type Cycle, reportPeriods } from './report-periods.ts';

const today = '2026-11-22';

function labels(cycle: Cycle, start: string, end: string): string[] {
  return reportPeriods({ cycle, start, end }, today).map(({ label }) => label);
}

function firstDays(cycle: Cycle, start: string, end: string): string[] {
  return reportPeriods({ cycle, start, end }, today).map(({ firstDay }) => firstDay);
}

test('both ends are included', () => {
  expect(labels('date', '2024-02-28', '2024-03-01')).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
  expect(labels('month', '2025-12', '2026-02')).toEqual(['2025-12', '2026-01', '2026-02']);
  expect(labels('week', '2016-51', '2016-51')).toEqual(['2016-51']);
});

test('weeks are ISO weeks of ISO years, printed with two digits whether or not they are asked for so', () => {
  expect(labels('week', '2020-52', '2021-2')).toEqual(['2020-52', '2020-53', '2021-01', '2021-02']);
  expect(firstDays('week', '2020-53', '2021-01')).toEqual(['2020-12-28', '2021-01-04']);
});

test.each([
  ['date', '2026-01-01', '2026-01-30', '2026-01-31', 30],
  ['week', '2020-01', '2020-53', '2021-01', 53],
  ['month', '2025-01', '2025-12', '2026-01', 12],
] as const)('5002: more than the most %ss that may be asked for', (cycle, start, lastEnd, tooLate, most) => {
  expect(labels(cycle, start, lastEnd)).toHaveLength(most);
  expect(() => labels(cycle, start, tooLate)).toThrow(/^5002 .*end: at most/);
});

test.each([
  ['date', '2026-02-30'],
  ['date', '2026-2-3'],
  ['date', '2026-13-01'],
  ['date', '2016-51'],
  ['date', '0000-01-01'],
  ['week', '2021-53'],
  ['week', '2021-00'],
  ['week', '2021-001'],
  ['month', '2021-13'],
  ['month', '2021-1'],
  ['month', ''],
] as const)('5002: there is no %s %j', (cycle, text) => {
  expect(() => labels(cycle, text, text)).toThrow(/^5002 .*start: must be a/);
});

test('5002: the end is before the start', () => {
  expect(() => labels('week', '2026-02', '2026-01')).toThrow(/^5002 .*end: must not be before start/);
});

test('5014: a period that is wholly ahead is refused, one that is not over yet is not', () => {
  expect(() => labels('date', '2026-11-23', '2026-11-24')).toThrow(/^5014/);
  expect(() => labels('week', '2026-48', '2026-48')).toThrow(/^5014/);
  expect(() => labels('month', '2026-12', '2026-12')).toThrow(/^5014/);
  expect(labels('date', '2026-11-22', '2026-11-23')).toHaveLength(2);
  expect(labels('week', '2026-47', '2026-48')).toHaveLength(2);
  expect(labels('month', '2026-11', '2026-12')).toHaveLength(2);
});

test('a day is in the ISO week whose Monday is the last one up to it', () => {
  const days = fc.integer({ min: 0, max: 80_000 }).map((offset) => addDays('1970-01-01', offset));
  fc.assert(
    fc.property(days, (day) => {
      const { year, week } = isoWeekOf(day);
      const monday = mondayOf(year, week);
      expect(monday <= day && day < addDays(monday, 7)).toBe(true);
      expect(new Date(monday).getUTCDay()).toBe(1);
      expect(week >= 1 && week <= 53).toBe(true);
    }),
  );
});
