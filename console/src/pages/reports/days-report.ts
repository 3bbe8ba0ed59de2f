import { type AskCycle, type CycleAnswer, countsOf, figuresOf, seriesOf } from './cycle-report.ts';
import type { Report, ReportCall, Word } from './report.ts';
import { cycleRules } from './report-cycle.ts';
import { addDays, type Day } from './report-day.ts';

interface DeviceOnDay {
  readonly report_date: string;
  readonly mac?: string;
  readonly device_sn?: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
  readonly created_at: string;
}

export interface DaysQuery {
  readonly start: string;
  readonly end: string;
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
  readonly skip: number;
  readonly limit: number;
}

interface DaysAnswer {
  readonly meta: { readonly total: number };
  readonly objects: readonly DeviceOnDay[];
}

interface DaysReport extends Pick<Report, 'name'> {
  readonly word: Word;
  readonly addsUp: boolean;
  readonly ask: (productKey: string, query: DaysQuery) => Promise<DaysAnswer>;
  /** The report that counts the same devices. */
  readonly askCounts: AskCycle;
}

/** A list of the devices that something was so of on a day, with the number of them on each day. */
export function daysReport({ name, word, addsUp, ask, askCounts }: DaysReport): Report {
  return {
    name,
    chapter: 'devices',
    period: { daysMax: 31, daysUsual: 7 },
    filters: ['place'],
    isPaged: true,
    async ask(call) {
      const { productKey, parameters, page } = call;
      const { start, end, country, region, city } = parameters;
      const place = { ...(country && { country }), ...(region && { region }), ...(city && { city }) };
      const [{ meta, objects }, answer] = await Promise.all([
        ask(productKey, { start, end, ...place, ...page }),
        countsOfDays(askCounts, call),
      ]);
      const counts = countsOf(answer, { ...parameters, cycle: 'date' });
      const { chart } = seriesOf(counts, 'date', word);
      return {
        figures: figuresOf(counts, addsUp),
        chart,
        rows: {
          columns: ['date', 'device', 'country', 'region', 'city', 'created'],
          rows: objects.map((device) => [
            device.report_date,
            device.mac ?? device.device_sn ?? null,
            device.country,
            device.region,
            device.city,
            device.created_at,
          ]),
          total: meta.total,
        },
      };
    },
  };
}

/** Counts by day; asks more than once for more days than a report of counts has. */
async function countsOfDays(ask: AskCycle, { productKey, parameters }: ReportCall): Promise<CycleAnswer> {
  const { start, end } = parameters;
  const answers = await Promise.all(
    partsOf(start, end).map((part) => ask(productKey, { cycle: 'date', ...part })),
  );
  return { data: answers.flatMap(({ data }) => data) };
}

function partsOf(start: Day, end: Day): { start: Day; end: Day }[] {
  const parts: { start: Day; end: Day }[] = [];
  for (let from = start; from <= end; from = addDays(from, cycleRules.date.most)) {
    const last = addDays(from, cycleRules.date.most - 1);
    parts.push({ start: from, end: last < end ? last : end });
  }
  return parts;
}
