import { type Static, Type } from 'typebox';
import { type RecordedCall, readApiCalls } from '../../store/read-api-calls.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { visibleEnterprise } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

const apiCall = Type.Object({
  id: Type.String(),
  time: Type.Number({ description: 'seconds since the epoch, with milliseconds as a fraction' }),
  method: Type.String(),
  route: Type.String({ description: 'the pattern of the path' }),
  product_key: nullable(Type.String()),
  status: Type.Integer(),
  error_code: nullable(Type.String({ description: 'null: it succeeded' })),
  detail: nullable(Type.String({ description: 'of the error, as the caller was told' })),
  duration_ms: Type.Number(),
  client_ip: Type.String(),
  request_id: Type.String(),
});

const schema = {
  summary: 'Lists the latest calls of the programs of an enterprise, newest first; of many at once a sample',
  params: Type.Object({ enterprise_id: Type.String() }),
  querystring: Type.Object({
    only_errors: Type.Boolean({ default: false }),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    before: Type.Optional(
      Type.String({ pattern: '^\\d{1,14}-\\d{1,15}$', description: '`next` of the page before' }),
    ),
  }),
  response: {
    200: Type.Object({
      calls: Type.Array(apiCall),
      next: nullable(Type.String({ description: 'asks as `before` for what is older; null: there is none' })),
    }),
  },
};

export const listApiCallsEndpoint = ({ catalog, database }: ConsoleServices) =>
  endpoint(schema, async ({ params, query }, request) => {
    const { enterpriseId } = visibleEnterprise(catalog, request, params.enterprise_id);
    const { only_errors: onlyErrors, limit, before } = query;
    const rows = await readApiCalls(database, {
      enterpriseId,
      onlyErrors,
      before: before === undefined ? undefined : parseId(before),
      limit: limit + 1,
    });
    const calls = rows.slice(0, limit).map(toAnswer);
    return { calls, next: rows.length > limit ? calls.at(-1)!.id : null };
  });

function toAnswer(call: RecordedCall): Static<typeof apiCall> {
  return {
    id: `${call.calledAtMs}-${call.id}`,
    time: call.calledAtMs / 1000,
    method: call.method,
    route: call.route,
    product_key: call.productKey,
    status: call.status,
    error_code: call.errorCode,
    detail: call.detail,
    duration_ms: call.durationMs,
    client_ip: call.clientIp,
    request_id: call.requestId,
  };
}

function parseId(text: string): Pick<RecordedCall, 'calledAtMs' | 'id'> {
  const [calledAtMs, id] = text.split('-').map(Number);
  return { calledAtMs: calledAtMs!, id: id! };
}
