import { type Static, Type } from 'typebox';
import { type LoggedAlarm, readAlarms } from '../../store/alarm-log.ts';
import type { Product } from '../../store/catalog.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { alarmKind, displayNameOf, pointAnswer } from './alarm-fields.ts';
import { visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { cursorOf, cursorText } from './log-cursor.ts';
import { periodOf, periodQuery } from './period-query.ts';
import { visibleDevice } from './visible-device.ts';

const alarmAnswer = Type.Object({
  did: Type.String(),
  mac: Type.String(),
  ...pointAnswer,
  raised_at: Type.Number({ description: 'seconds since the epoch, with milliseconds as a fraction' }),
  cleared_at: nullable(Type.Number({ description: 'null while it is open' })),
});

const schema = {
  summary: 'Lists the faults and alerts that devices of a product raised, newest first',
  params: Type.Object({ product_key: Type.String() }),
  querystring: Type.Object({
    ...periodQuery,
    kind: Type.Optional(alarmKind),
    state: Type.Enum(['open', 'all'], { default: 'all' }),
    attr: Type.Optional(Type.String({ maxLength: 64, description: 'name of the data point' })),
    did: Type.Optional(Type.String({ maxLength: 64 })),
    limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 50 }),
    before: Type.Optional(Type.String({ maxLength: 256, description: '`next` of the page before' })),
  }),
  response: {
    200: Type.Object({
      alarms: Type.Array(alarmAnswer),
      next: nullable(Type.String({ description: 'asks as `before` for what is older; null: there is none' })),
    }),
  },
};

/** Alarms are never dropped. */
const everSeconds = 36_600 * 86_400;

export const listAlarmsEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ params, query }, request) => {
    const { product_key } = params;
    const { kind, state, attr, did, before, limit } = query;
    const product = visibleProduct(services.catalog, request, product_key);
    const device =
      did === undefined ? undefined : await visibleDevice(services, request, { product_key, did });
    const span = periodOf(query, { nowMs: services.clock(), usualS: everSeconds, longestS: everSeconds });
    const found = await readAlarms(services.database, {
      productId: product.id,
      deviceId: device?.deviceId,
      kind,
      name: attr,
      onlyOpen: state === 'open',
      fromMs: span.fromMs,
      before: cursorOf(before, span.toMs),
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      alarms: page.map((alarm) => toAnswer(alarm, product)),
      next: last ? cursorText({ atMs: last.raisedAtMs, seq: last.seq, name: last.name }) : null,
    };
  });

function toAnswer(alarm: LoggedAlarm, product: Product): Static<typeof alarmAnswer> {
  const { did, mac, kind, name, raisedAtMs, clearedAtMs } = alarm;
  return {
    did,
    mac,
    kind,
    name,
    display_name: displayNameOf(product, name),
    raised_at: raisedAtMs / 1000,
    cleared_at: clearedAtMs === null ? null : clearedAtMs / 1000,
  };
}
