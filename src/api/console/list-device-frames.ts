import { type Static, Type } from 'typebox';
import { frameKind } from '../../store/batch/batch-rows.ts';
import type { Product } from '../../store/catalog.ts';
import { readTraffic, type TrafficEntry, type TrafficKind } from '../../store/device-traffic.ts';
import { endpoint } from '../endpoint.ts';
import { frameValues } from '../frame-values.ts';
import { nullable } from '../nullable.ts';
import type { ConsoleServices } from './console-services.ts';
import { cursorOf, cursorText } from './log-cursor.ts';
import { periodOf, periodQuery } from './period-query.ts';
import { visibleDevice, visibleDeviceParams } from './visible-device.ts';

const kinds = ['data', 'dev2app', 'app2dev', 'rejected'] as const satisfies readonly TrafficKind[];
const kind = Type.Enum([...kinds]);

const frameAnswer = Type.Object({
  time: Type.Number({ description: 'seconds since the epoch, with milliseconds as a fraction' }),
  kind,
  payload: Type.String({ description: 'the whole frame in lower-case hex' }),
  size: Type.Integer({ description: 'in bytes' }),
  attrs: Type.Union([Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()])), Type.Null()], {
    description: 'data points of a report or a control, by the definition of that time; else null',
  }),
  reason: nullable(Type.String({ description: 'why it was rejected' })),
  topic: nullable(Type.String({ description: 'on which a rejected one came' })),
});

const schema = {
  summary: 'Lists the frames between a device and the cloud, and those that were rejected, newest first',
  params: visibleDeviceParams,
  querystring: Type.Object({
    ...periodQuery,
    kind: Type.Optional(kind),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    before: Type.Optional(Type.String({ maxLength: 64, description: '`next` of the page before' })),
  }),
  response: {
    200: Type.Object({
      frames: Type.Array(frameAnswer),
      next: nullable(Type.String({ description: 'asks as `before` for what is older; null: there is none' })),
    }),
  },
};

const daySeconds = 86_400;

export const listDeviceFramesEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ params, query }, request) => {
    const { deviceId, product } = await visibleDevice(services, request, params);
    const span = periodOf(query, {
      nowMs: services.clock(),
      usualS: 2 * daySeconds,
      longestS: 3_660 * daySeconds,
    });
    const { atMs, seq } = cursorOf(query.before, span.toMs);
    const { limit } = query;
    const entries = await readTraffic(services.database, {
      deviceId,
      kinds: query.kind ? [query.kind] : kinds,
      fromMs: span.fromMs,
      beforeMs: atMs,
      beforeSeq: seq,
      limit: limit + 1,
    });
    const page = entries.slice(0, limit);
    const last = entries.length > limit ? page.at(-1) : undefined;
    return {
      frames: await Promise.all(page.map((entry) => toAnswer(entry, product, services))),
      next: last ? cursorText({ atMs: last.receivedAtMs, seq: last.seq, name: '' }) : null,
    };
  });

async function toAnswer(
  { receivedAtMs, kind: stored, payload, definitionVersion, reason, topic }: TrafficEntry,
  product: Product,
  services: ConsoleServices,
): Promise<Static<typeof frameAnswer>> {
  const values =
    stored && (await frameValues({ kind: stored, payload, definitionVersion }, product, services));
  return {
    time: receivedAtMs / 1000,
    kind: stored ? kindNames[stored] : 'rejected',
    payload: payload.toString('hex'),
    size: payload.length,
    attrs: values ?? null,
    reason,
    topic,
  };
}

const kindNames = {
  [frameKind.data]: 'data',
  [frameKind.dev2app]: 'dev2app',
  [frameKind.app2dev]: 'app2dev',
} as const;
