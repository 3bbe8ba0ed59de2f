import { Type } from 'typebox';
import { type ListedWaitingDevice, listWaitingDevices } from '../../store/listed-waiting-devices.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import type { AdminServices } from './admin-services.ts';
import { productParams, secondsField } from './field-schemas.ts';
import { knownProduct } from './known-entity.ts';
import { secondsOf } from './seconds.ts';

const waitingDeviceAnswer = Type.Object({
  did: Type.String(),
  /** Null: nobody has said. */
  mac: nullable(Type.String()),
  state: Type.Enum(['waiting', 'refused']),
  client_ip: Type.String(),
  first_seen_at: secondsField,
  last_seen_at: secondsField,
});

const schema = {
  summary:
    'Lists devices that came in while the product was in adoption and wait for approval, or were refused it',
  params: productParams,
  querystring: Type.Object({
    ...pagingQuery,
    state: Type.Enum(['waiting', 'refused'], { default: 'waiting' }),
  }),
  response: { 200: pageSchema(waitingDeviceAnswer) },
};

export const listWaitingDevicesEndpoint = ({ database, catalog }: AdminServices) =>
  endpoint(schema, async ({ params, query: { limit, skip, state }, url }) => {
    const { id: productId } = knownProduct(catalog, params.product_key);
    const page = { productId, isRefused: state === 'refused', limit, skip };
    const { rows, total } = await listWaitingDevices(database, page);
    return pageOf(rows.map(toAnswer), { total, limit, skip, url });
  });

function toAnswer(device: ListedWaitingDevice) {
  return {
    did: device.did,
    mac: device.mac,
    state: device.isRefused ? ('refused' as const) : ('waiting' as const),
    client_ip: device.clientIp,
    first_seen_at: secondsOf(device.firstSeenAtMs),
    last_seen_at: secondsOf(device.lastSeenAtMs),
  };
}
