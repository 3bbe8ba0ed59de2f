import { answerOf, enterpriseApi } from '../../api/api-client.ts';
import { ApiError } from '../../api/api-error.ts';
import { readPlaces } from './place.ts';
import type { PlaceCounts, Report, ReportFigure } from './report.ts';

export interface AlarmCount {
  readonly total: number;
  readonly resolved: number;
  readonly unresolved: number;
}

interface AlarmAnswer {
  readonly count: AlarmCount;
  readonly location: object;
}

interface EventAnswer extends AlarmAnswer {
  /** By name of the data point. */
  readonly detail: Readonly<Record<string, AlarmCount>>;
}

type AskAlarms<Answer> = (productKey: string, query: { gid?: string }) => Promise<Answer>;

const measures = ['total', 'unresolved', 'resolved'] as const;

/** How many devices have or had a fault or alert. */
export function alarmDevicesReport(name: Report['name'], ask: AskAlarms<AlarmAnswer>): Report {
  return {
    name,
    chapter: 'alarms',
    filters: ['group'],
    async ask({ productKey, parameters: { gid } }) {
      const answer = await ask(productKey, gid ? { gid } : {});
      const { unresolved, resolved } = answer.count;
      return {
        figures: figuresOf(answer.count),
        chart: {
          categories: [{ word: 'unresolved' }, { word: 'resolved' }],
          series: [{ word: 'devices', values: [unresolved, resolved] }],
          isLying: true,
        },
        places: placesOf(answer),
      };
    },
  };
}

/** How often faults or alerts were raised, by data point. */
export function alarmEventsReport(name: Report['name'], ask: AskAlarms<EventAnswer>): Report {
  return {
    name,
    chapter: 'alarms',
    filters: ['group'],
    async ask({ productKey, parameters: { gid } }) {
      const [answer, names] = await Promise.all([
        ask(productKey, gid ? { gid } : {}),
        displayNames(productKey),
      ]);
      const points = Object.entries(answer.detail).sort(([, a], [, b]) => b.total - a.total);
      return {
        figures: figuresOf(answer.count),
        chart: {
          categories: points.map(([point]) => names.get(point) ?? point),
          series: [
            { word: 'resolved', values: points.map(([, { resolved }]) => resolved) },
            { word: 'unresolved', values: points.map(([, { unresolved }]) => unresolved) },
          ],
          isStacked: true,
          isLying: true,
        },
        rows: {
          columns: ['displayName', 'point', ...measures],
          rows: points.map(([point, count]) => [
            names.get(point) ?? null,
            point,
            ...measures.map((measure) => count[measure]),
          ]),
        },
        places: placesOf(answer),
      };
    },
  };
}

function figuresOf(count: AlarmCount): ReportFigure[] {
  return measures.map((word) => ({ word, value: count[word] }));
}

function placesOf({ count, location }: AlarmAnswer): PlaceCounts[] {
  const everywhere = measures.map((measure) => count[measure]);
  return [{ measures, everywhere, places: readPlaces(location, measures) }];
}

interface PointWithName {
  readonly name: string;
  readonly display_name: string;
}

const noDefinition = '5402';

/** What the product calls its data points. */
async function displayNames(productKey: string): Promise<Map<string, string>> {
  try {
    const { entities } = await answerOf(
      enterpriseApi.GET('/v1/products/{product_key}/datapoint', {
        params: { path: { product_key: productKey } },
      }),
    );
    const points = (entities as { attrs: PointWithName[] }[]).flatMap(({ attrs }) => attrs);
    return new Map(points.map(({ name, display_name }) => [name, display_name]));
  } catch (error) {
    if (error instanceof ApiError && error.code === noDefinition) return new Map();
    throw error;
  }
}
