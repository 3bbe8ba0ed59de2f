import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReportCalendar } from './report-calendar.ts';

test('a day begins at midnight in the report time zone', () => {
  const calendar = new ReportCalendar('Asia/Shanghai');
  const midnight = Date.parse('2026-11-30T16:00:00Z');
  expect(calendar.dateOf(midnight - 1)).toBe('2026-11-30');
  expect(calendar.dateOf(midnight)).toBe('2026-12-01');
});

test('whatever was asked before, an answer is the one a fresh calendar gives', () => {
  const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Kiritimati');
  const from = Date.parse('2026-03-27T00:00:00Z');
  const times = fc.array(fc.integer({ min: from, max: from + 4 * 86_400_000 }), {
    minLength: 2,
    maxLength: 20,
  });
  fc.assert(
    fc.property(zones, times, (zone, moments) => {
      const calendar = new ReportCalendar(zone);
      for (const ms of moments) expect(calendar.dateOf(ms)).toBe(new ReportCalendar(zone).dateOf(ms));
    }),
    { numRuns: 50 },
  );
});

test('an unknown time zone is refused', () => {
  expect(() => new ReportCalendar('Mars/Olympus')).toThrow(RangeError);
});
