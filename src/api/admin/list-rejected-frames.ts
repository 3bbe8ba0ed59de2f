import { Type } from 'typebox';
import { listRejectedFrames, type RejectedFrame } from '../../store/rejected-frames.ts';
import { endpoint } from '../endpoint.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import type { AdminServices } from './admin-services.ts';
import { deviceParams } from './field-schemas.ts';
import { knownDevice } from './known-entity.ts';

const rejectedFrameAnswer = Type.Object({
  /** Seconds since the epoch with milliseconds as a fraction, as in the logs (contract.md §1). */
  received_at: Type.Number(),
  reason: Type.String(),
  topic: Type.String(),
  /** Lower-case hex. */
  payload: Type.String(),
});

const schema = {
  summary: 'Lists what a device sent that could not be understood, newest first',
  params: deviceParams,
  querystring: Type.Object(pagingQuery),
  response: { 200: pageSchema(rejectedFrameAnswer) },
};

export const listRejectedFramesEndpoint = ({ database }: AdminServices) =>
  endpoint(schema, async ({ params, query: { limit, skip }, url }) => {
    const { deviceId } = await knownDevice(database, params.did);
    const { rows, total } = await listRejectedFrames(database, { deviceId, limit, skip });
    return pageOf(rows.map(toAnswer), { total, limit, skip, url });
  });

function toAnswer({ receivedAtMs, reason, topic, payload }: RejectedFrame) {
  return { received_at: receivedAtMs / 1000, reason, topic, payload: payload.toString('hex') };
}
