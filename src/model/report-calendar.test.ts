import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReportCalendar } from './report-calendar.ts';

test('a day begins at midnight in the report time zone', () => {
  const calendar = new ReportCalendar('Asia/Shanghai');
  const midnight = Date.parse('2026-11-30T16:00:00Z');
  expect(calendar.dayOf(midnight - 1)).toEqual({ date: '2026-11-30', month: '2026-11-01', bit: 1 << 29 });
  expect(calendar.dayOf(midnight)).toEqual({ date: '2026-12-01', month: '2026-12-01', bit: 1 });
});

test('the 31st has a bit of its own', () => {
  const { bit } = new ReportCalendar('UTC').dayOf(Date.parse('2026-01-31T00:00:00Z'));
  expect(bit).toBe(1 << 30);
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
      for (const ms of moments) expect(calendar.dayOf(ms)).toEqual(new ReportCalendar(zone).dayOf(ms));
    }),
    { numRuns: 50 },
  );
});

test('an unknown time zone is refused', () => {
  expect(() => new ReportCalendar('Mars/Olympus')).toThrow(RangeError);
});
