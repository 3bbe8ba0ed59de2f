import { type Static, Type } from 'typebox';
import type { PresenceEntry } from '../store/presence-log.ts';
import { nullable } from './nullable.ts';

const seconds = nullable(Type.Integer());

const onlinePayload = Type.Object({ keep_alive: seconds });
const offlinePayload = Type.Object({
  duration: seconds,
  heartbeat: Type.Object({ count: seconds, max: seconds, min: seconds, avg: seconds, last: seconds }),
  reason: nullable(Type.String()),
});

/** A session of a device that began or ended, as its logs answer it. */
export const presenceEntry = Type.Object({
  timestamp: Type.Number(),
  type: Type.Enum(['dev_online', 'dev_offline']),
  // The members of either; dev_online has the first, dev_offline the others.
  payload: Type.Partial(Type.Object({ ...onlinePayload.properties, ...offlinePayload.properties })),
});

export function presenceEntryOf(entry: PresenceEntry): Static<typeof presenceEntry> {
  const timestamp = entry.occurredAtMs / 1000;
  return entry.isOnline
    ? { timestamp, type: 'dev_online', payload: { keep_alive: entry.keepAliveS } }
    : { timestamp, type: 'dev_offline', payload: offlinePayloadOf(entry) };
}

function offlinePayloadOf(entry: PresenceEntry): Static<typeof offlinePayload> {
  return {
    duration: entry.durationS,
    heartbeat: {
      count: entry.heartbeatCount,
      max: entry.heartbeatMaxS,
      min: entry.heartbeatMinS,
      avg: entry.heartbeatAvgS,
      last: entry.heartbeatLastS,
    },
    reason: entry.reason,
  };
}
