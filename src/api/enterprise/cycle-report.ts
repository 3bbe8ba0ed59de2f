import { type Static, Type } from 'typebox';
import type { ErrorCode } from '../../model/errors.ts';
import { type CountedDevices, countedDevices } from '../../reports/counted-devices.ts';
import type { PeriodReport } from '../../reports/report-by-period.ts';
import { type Cycle, type Period, reportPeriods } from '../../reports/report-periods.ts';
import type { Database } from '../../store/database.ts';
import type { Endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { placeTreeSchema } from './place-tree-schema.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';
import { cycleQuery } from './report-query.ts';

const item = Type.Object({
  count: Type.Integer(),
  location: placeTreeSchema,
  date: Type.String(),
  week: Type.Optional(Type.String()),
  month: Type.Optional(Type.String()),
});

const answer = Type.Object({
  start: Type.String(),
  gid: nullable(Type.String()),
  end: Type.String(),
  data: Type.Array(item),
  cycle: Type.String(),
});

interface Words {
  readonly operationId: string;
  /** The document's chapter. */
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly descriptionZh: string;
}

type CountByPeriod = (
  db: Database,
  devices: CountedDevices,
  window: { readonly cycle: Cycle; readonly periods: readonly Period[] },
) => Promise<PeriodReport[]>;

/** A report of devices, or of who bound them, by date, week or month (contract.md §5, cycle reports). */
export const cycleReport =
  (words: Words, count: CountByPeriod) =>
  ({ database, calendar, clock }: Pick<EnterpriseServices, 'database' | 'calendar' | 'clock'>): Endpoint =>
    productEndpoint(schemaOf(words), async ({ query }, { product }) => {
      const { cycle, gid } = query;
      const periods = reportPeriods(query, calendar.dateOf(clock()));
      const devices = await countedDevices(database, { productId: product.id, gid });
      const reports = await count(database, devices, { cycle, periods });
      return {
        start: periods[0]!.label,
        gid: gid ?? null,
        end: periods.at(-1)!.label,
        data: reports.map((report) => toItem(report, cycle)),
        cycle,
      };
    });

function schemaOf({ tag, ...words }: Words) {
  return {
    ...words,
    tags: [tag] as const,
    params: productParams,
    querystring: cycleQuery,
    response: { 200: answer },
    refusals: ['5014', '5201', '5206'] satisfies ErrorCode[],
  };
}

/** With both names that the document and the live service have for it. */
function toItem({ label, count, location }: PeriodReport, cycle: Cycle): Static<typeof item> {
  return { count, location, date: label, [cycle]: label };
}
