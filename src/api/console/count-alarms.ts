import { Type } from 'typebox';
import { countAlarmsByPoint } from '../../store/alarm-log.ts';
import { endpoint } from '../endpoint.ts';
import { displayNameOf, pointAnswer } from './alarm-fields.ts';
import { visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { periodOf, periodQuery } from './period-query.ts';

const schema = {
  summary: 'Counts faults and alerts of a product by data point',
  params: Type.Object({ product_key: Type.String() }),
  querystring: Type.Object(periodQuery),
  response: {
    200: Type.Object({
      start_time: Type.Integer(),
      end_time: Type.Integer(),
      points: Type.Array(
        Type.Object({
          ...pointAnswer,
          raised: Type.Integer({ description: 'in the period' }),
          open: Type.Integer({ description: 'now, whenever raised' }),
        }),
        { description: 'those with the most open alarms first' },
      ),
    }),
  },
};

const daySeconds = 86_400;

export const countAlarmsEndpoint = ({ database, catalog, clock }: ConsoleServices) =>
  endpoint(schema, async ({ params, query }, request) => {
    const product = visibleProduct(catalog, request, params.product_key);
    const span = periodOf(query, { nowMs: clock(), usualS: 30 * daySeconds, longestS: 366 * daySeconds });
    const counts = await countAlarmsByPoint(database, { productId: product.id, span });
    return {
      start_time: span.fromMs / 1000,
      end_time: span.toMs / 1000,
      points: counts.map((count) => ({ ...count, display_name: displayNameOf(product, count.name) })),
    };
  });
