import type { TSchema } from 'typebox';
import type { Product } from '../../store/catalog.ts';
import type { LogWindow } from '../../store/log-window.ts';
import type { Page } from '../../store/read-page.ts';
import type { Endpoint } from '../endpoint.ts';
import { pageOf, pageSchema } from '../paging.ts';
import { deviceOfProduct } from './device-of-product.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { logQuery, logWindowOf, withWindow } from './log-query.ts';
import { deviceParams, productEndpoint } from './product-endpoint.ts';

/** One of the three logs of a device: how it is called in the document, where it is read, how an entry is answered. */
export interface DeviceLog<Entry extends object> {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly descriptionZh: string;
  readonly item: TSchema;
  readonly read: (window: LogWindow) => Promise<Page<Entry>>;
  /** Answers what `item` describes, at once or later. */
  readonly toItem: (entry: Entry, product: Product) => unknown;
}

/** The endpoint of a log: the same parameters and pages for all three (contract.md §5). */
export function logEndpoint<Entry extends object>(
  { devices, clock }: Pick<EnterpriseServices, 'devices' | 'clock'>,
  { item, read, toItem, ...described }: DeviceLog<Entry>,
): Endpoint {
  const schema = {
    ...described,
    tags: ['设备管理'],
    params: deviceParams,
    querystring: logQuery,
    response: { 200: pageSchema(item) },
    refusals: ['5301', '5302'],
  } as const;
  return productEndpoint(schema, async ({ params, query, url }, { product }) => {
    const device = await deviceOfProduct(devices, product, params.did);
    const window = logWindowOf(query, device.deviceId, clock());
    const { rows, total } = await read(window);
    const objects = await Promise.all(rows.map(async (entry) => toItem(entry, product)));
    return pageOf(objects, { total, limit: window.limit, skip: window.skip, url: withWindow(url, window) });
  });
}

/** Seconds since the epoch with milliseconds as a fraction (contract.md §1, times). */
export function timestampOf(ms: number): number {
  return ms / 1000;
}
