import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { countBindingUsers } from '../../reports/binding-users.ts';
import { addDays } from '../../reports/day.ts';
import { overviewOfFleet, type ProductDevices, type RecentDevices } from '../../reports/fleet-overview.ts';
import { countUsers } from '../../reports/fleet-users.ts';
import type { Product } from '../../store/catalog.ts';
import { endpoint } from '../endpoint.ts';
import { askedProducts, askedProductsQuery } from './asked-products.ts';
import { consoleCaller } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

const querystring = Type.Object({
  ...askedProductsQuery,
  days: Type.Integer({ minimum: 7, maximum: 400, default: 30, description: 'how many days the series has' }),
});

const count = Type.Integer();

/** The days end today, in the report time zone. */
const recent = Type.Object({ today: count, last_7_days: count, last_30_days: count });

const schema = {
  summary: 'Devices, users, faults and alerts of the products that the caller may see, now and day by day',
  querystring,
  response: {
    200: Type.Object({
      products: count,
      /** Disabled ones included. */
      devices: Type.Object({
        total: count,
        /** Ever online. */
        activated: count,
        online: count,
        disabled: count,
        /** With a fault now, with an alert now. */
        faulty: count,
        alert: count,
      }),
      /** First online in it. */
      new: recent,
      /** Reported data in it, each device once. */
      active: recent,
      /** Not cleared. */
      faults_open: count,
      alerts_open: count,
      /** Of the enterprises; of one product those who ever bound a device of it. */
      users: count,
      /** The oldest first, the last one today. */
      days: Type.Array(Type.Object({ date: Type.String(), new: count, active: count })),
      /** At most ten, those with the most devices online first. */
      top_products: Type.Array(
        Type.Object({ product_key: Type.String(), name: Type.String(), online: count, total: count }),
      ),
    }),
  },
};

const topMax = 10;

export const showOverviewEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ query }, request) => {
    const { catalog, database, calendar, clock } = services;
    const products = askedProducts(catalog, request, query);
    const today = calendar.dateOf(clock());
    const ids = products.map(({ id }) => id);
    const days = { from: addDays(today, 1 - query.days), to: today };
    const [fleet, users] = await Promise.all([
      overviewOfFleet(database, ids, days),
      usersOf(services, request, { query, products }),
    ]);
    return {
      products: products.length,
      devices: {
        total: fleet.total,
        activated: fleet.activated,
        online: fleet.online,
        disabled: fleet.disabled,
        faulty: fleet.faulty,
        alert: fleet.alert,
      },
      new: toRecent(fleet.added),
      active: toRecent(fleet.active),
      faults_open: fleet.openFaults,
      alerts_open: fleet.openAlerts,
      users,
      days: fleet.days.map(({ day, added, active }) => ({ date: day, new: added, active })),
      top_products: topOf(products, fleet.products),
    };
  });

interface Asked {
  readonly query: Static<typeof querystring>;
  readonly products: readonly Product[];
}

function usersOf(
  { catalog, database }: ConsoleServices,
  request: FastifyRequest,
  { query, products }: Asked,
): Promise<number> {
  if (query.product_key !== undefined) {
    const [product] = products;
    return product
      ? countBindingUsers(database, { productId: product.id, groupIds: undefined })
      : Promise.resolve(0);
  }
  const enterpriseId = query.enterprise_id ?? consoleCaller(request).enterpriseId;
  const enterpriseIds =
    enterpriseId === undefined ? catalog.enterprises().map((each) => each.enterpriseId) : [enterpriseId];
  return countUsers(database, enterpriseIds);
}

function toRecent({ today, lastSevenDays, lastThirtyDays }: RecentDevices): Static<typeof recent> {
  return { today, last_7_days: lastSevenDays, last_30_days: lastThirtyDays };
}

function topOf(products: readonly Product[], devices: readonly ProductDevices[]) {
  const byId = new Map(products.map((product) => [product.id, product]));
  return devices
    .toSorted((a, b) => b.online - a.online || b.total - a.total || a.productId - b.productId)
    .slice(0, topMax)
    .map(({ productId, online, total }) => {
      const { productKey, name } = byId.get(productId)!;
      return { product_key: productKey, name, online, total };
    });
}
