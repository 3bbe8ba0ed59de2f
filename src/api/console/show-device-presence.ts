import { Type } from 'typebox';
import { readPresenceTimeline } from '../../store/presence-log.ts';
import { endpoint } from '../endpoint.ts';
import { presenceEntry, presenceEntryOf } from '../presence-entry.ts';
import type { ConsoleServices } from './console-services.ts';
import { periodOf, periodQuery } from './period-query.ts';
import { visibleDevice, visibleDeviceParams } from './visible-device.ts';

const schema = {
  summary: 'Tells when a device was online in a period, and why it went offline',
  params: visibleDeviceParams,
  querystring: Type.Object(periodQuery),
  response: {
    200: Type.Object({
      start_time: Type.Integer(),
      end_time: Type.Integer(),
      was_online: Type.Boolean({ description: 'before the first event; without events, all the time' }),
      events: Type.Array(presenceEntry, { description: 'oldest first' }),
      is_cut: Type.Boolean({ description: 'there are earlier events in the period' }),
    }),
  },
};

const daySeconds = 86_400;
const maxEvents = 2_000;

export const showDevicePresenceEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ params, query }, request) => {
    const { deviceId } = await visibleDevice(services, request, params);
    const span = periodOf(query, {
      nowMs: services.clock(),
      usualS: 7 * daySeconds,
      longestS: 366 * daySeconds,
    });
    const timeline = await readPresenceTimeline(services.database, { deviceId, span, limit: maxEvents });
    return {
      start_time: span.fromMs / 1000,
      end_time: span.toMs / 1000,
      was_online: timeline.wasOnline,
      events: timeline.entries.map(presenceEntryOf),
      is_cut: timeline.isCut,
    };
  });
