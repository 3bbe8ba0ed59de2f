import { placeAt, readPlaces, sumPlaces } from './place.ts';
import type { Label, PlaceCounts, Report, ReportCall, ReportContent, ReportFigure, Word } from './report.ts';
import type { Cycle, Period } from './report-cycle.ts';

export interface CycleQuery extends Period {
  readonly cycle: Cycle;
  readonly gid?: string;
}

export interface CycleAnswer {
  readonly data: readonly { readonly date: string; readonly count: number; readonly location: object }[];
}

export type AskCycle = (productKey: string, query: CycleQuery) => Promise<CycleAnswer>;

interface CycleReport extends Pick<Report, 'name' | 'chapter'> {
  /** What is counted. */
  readonly word: Word;
  /** Whether nobody is in two periods, so that they can be added up. */
  readonly addsUp: boolean;
  readonly ask: AskCycle;
}

/** A report of counts by date, week or month, of everywhere or of the place that is chosen. */
export function cycleReport({ name, chapter, word, addsUp, ask }: CycleReport): Report {
  return {
    name,
    chapter,
    period: 'cycle',
    filters: ['group', 'place'],
    async ask({ productKey, parameters }) {
      const { cycle, start, end, gid } = parameters;
      const answer = await ask(productKey, { cycle, start, end, ...(gid && { gid }) });
      const counts = countsOf(answer, parameters);
      return {
        figures: figuresOf(counts, addsUp),
        ...seriesOf(counts, cycle, word),
        places: placesOf(answer, { cycle, word, addsUp }),
      };
    },
  };
}

export interface PeriodCount {
  readonly label: Label;
  readonly count: number;
}

/** Of the chosen place, or of everywhere. */
export function countsOf(
  { data }: CycleAnswer,
  { cycle, country, region, city }: ReportCall['parameters'],
): PeriodCount[] {
  return data.map(({ date, count, location }) => ({
    label: { cycle, period: date },
    count: country ? (placeAt(readPlaces(location), { country, region, city })?.values[0] ?? 0) : count,
  }));
}

/** Chart and table of counts by period. */
export function seriesOf(
  counts: readonly PeriodCount[],
  cycle: Cycle,
  word: Word,
): Pick<ReportContent, 'chart' | 'rows'> {
  return {
    chart: {
      categories: counts.map(({ label }) => label),
      series: [{ word, values: counts.map(({ count }) => count) }],
    },
    rows: { columns: [cycle, word], rows: counts.map(({ label, count }) => [label, count]) },
  };
}

export function figuresOf(counts: readonly PeriodCount[], addsUp: boolean): ReportFigure[] {
  const sum = counts.reduce((total, { count }) => total + count, 0);
  const most = counts.reduce((best, each) => (each.count > best.count ? each : best), counts[0]!);
  const last = counts.at(-1)!;
  return [
    addsUp ? { word: 'sum', value: sum } : { word: 'last', value: last.count, hint: last.label },
    { word: 'average', value: Math.round((sum / counts.length) * 10) / 10 },
    { word: 'most', value: most.count, hint: most.label },
  ];
}

interface PlacesOptions {
  readonly cycle: Cycle;
  readonly word: Word;
  readonly addsUp: boolean;
}

/** All periods together where they add up, and each period, the last one first. */
function placesOf({ data }: CycleAnswer, { cycle, word, addsUp }: PlacesOptions): PlaceCounts[] {
  const measures = [word];
  const periods = data.map(({ date, count, location }): PlaceCounts => {
    return { period: { cycle, period: date }, measures, everywhere: [count], places: readPlaces(location) };
  });
  const sum = data.reduce((total, { count }) => total + count, 0);
  const all: PlaceCounts = {
    period: { word: 'wholePeriod' },
    measures,
    everywhere: [sum],
    places: sumPlaces(periods.map(({ places }) => places)),
  };
  return [...(addsUp ? [all] : []), ...periods.reverse()];
}
