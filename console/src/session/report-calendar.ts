import { useSession } from './session.ts';

/** Which day it is for reports, which live in one time zone for all readers. */
export interface ReportCalendar {
  readonly timeZone: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

export function useReportCalendar(): ReportCalendar {
  const { report_time_zone: timeZone } = useSession();
  const today = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(Date.now());
  return { timeZone, today };
}
