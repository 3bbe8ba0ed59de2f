import { useMemo } from 'react';
import { useReportCalendar } from '../../session/report-calendar.ts';
import { useSearchState } from '../../table/search-state.ts';
import type { Report, ReportParameters } from './report.ts';
import { type Cycle, cycleRules, cycles, lastPeriods, type Period, periodsCounted } from './report-cycle.ts';
import { reports } from './reports.ts';

const filterNames = [
  'gid',
  'country',
  'region',
  'city',
  'is_online',
  'is_faulty',
  'is_alert',
  'appid',
] as const;
const names = ['report', 'cycle', 'start', 'end', 'at', 'skip', ...filterNames] as const;

export type StateName = (typeof names)[number];
export type ChangeState = (changed: Partial<Record<StateName, string>>) => void;

/** Which report the address asks for, and of what. What the report does not take is left out. */
export function useReportState() {
  const { today } = useReportCalendar();
  const [values, change] = useSearchState(names);
  const report = reports.find(({ name }) => name === values.report) ?? reports[0]!;
  const cycle = cycleOf(report, values.cycle);
  const { start, end } = periodOf(report, { cycle, asked: values, today });
  const { gid, country, region, city, is_online, is_faulty, is_alert, appid } = values;
  const parameters = useMemo(
    (): ReportParameters => ({
      cycle,
      start,
      end,
      gid,
      country,
      region,
      city,
      is_online,
      is_faulty,
      is_alert,
      appid,
    }),
    [cycle, start, end, gid, country, region, city, is_online, is_faulty, is_alert, appid],
  );
  return { report, parameters, at: values.at, skip: Number(values.skip) || 0, change };
}

function cycleOf({ period }: Report, asked: string): Cycle {
  return (period === 'cycle' && cycles.find((cycle) => cycle === asked)) || 'date';
}

interface AskedPeriod {
  readonly cycle: Cycle;
  readonly asked: Period;
  readonly today: string;
}

/** The one that is asked for when it is written as the cycle wants it, else the last ones. */
function periodOf({ period }: Report, { cycle, asked, today }: AskedPeriod): Period {
  const { pattern, usual } = cycleRules[cycle];
  if (pattern.test(asked.start) && pattern.test(asked.end)) return { start: asked.start, end: asked.end };
  return lastPeriods(cycle, typeof period === 'object' ? period.daysUsual : usual, today);
}

/** How many periods the report has at most. */
export function mostPeriods({ period }: Report, cycle: Cycle): number {
  return typeof period === 'object' ? period.daysMax : cycleRules[cycle].most;
}

export function isTooLong(report: Report, { cycle, start, end }: ReportParameters): boolean {
  return report.period !== undefined && periodsCounted(cycle, { start, end }) > mostPeriods(report, cycle);
}
