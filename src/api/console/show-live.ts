import { Type } from 'typebox';
import { presentOfFleet } from '../../reports/fleet-overview.ts';
import { readFrameRate } from '../../store/frame-rates.ts';
import { endpoint } from '../endpoint.ts';
import { askedProducts, askedProductsQuery } from './asked-products.ts';
import type { ConsoleServices } from './console-services.ts';

const count = Type.Integer();

const schema = {
  summary:
    'What the devices of the visible products are at this moment; cheap enough to be asked for every few seconds',
  querystring: Type.Object(askedProductsQuery),
  response: {
    200: Type.Object({
      time: Type.Number({ description: 'seconds since the epoch' }),
      devices: Type.Object(
        { total: count, activated: count, online: count, faulty: count, alert: count },
        { description: 'disabled ones included' },
      ),
      faults_open: count,
      alerts_open: count,
      messages_per_second: Type.Number({
        description: 'from and to devices, in the last seconds, in all processes together',
      }),
    }),
  },
};

export const showLiveEndpoint = ({ catalog, database, clock }: ConsoleServices) =>
  endpoint(schema, async ({ query }, request) => {
    const productIds = askedProducts(catalog, request, query).map(({ id }) => id);
    const nowMs = clock();
    const [fleet, rate] = await Promise.all([
      presentOfFleet(database, productIds),
      readFrameRate(database, productIds, nowMs),
    ]);
    const { total, activated, online, faulty, alert, openFaults, openAlerts } = fleet;
    return {
      time: nowMs / 1000,
      devices: { total, activated, online, faulty, alert },
      faults_open: openFaults,
      alerts_open: openAlerts,
      messages_per_second: Math.round(rate * 10) / 10,
    };
  });
