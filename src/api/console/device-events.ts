import { type Static, Type } from 'typebox';
import { decodeImage, type PublicValues } from '../../codec/decode-status.ts';
import type { DeviceEvent } from '../../model/device-event.ts';
import { readLatestReport } from '../../store/latest-report.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { type ConsoleCaller, consoleCaller, visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import type { EventStream } from './event-stream.ts';
import { type VisibleDevice, visibleDevice, visibleDeviceParams } from './visible-device.ts';

const time = Type.Number({ description: 'seconds since the epoch' });
const attrs = Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]), {
  description: 'all data points that are known, as in …/data',
});

const present = Type.Object(
  {
    online: Type.Boolean(),
    attrs,
    reported_at: nullable(Type.Number({ description: 'null while it has not reported' })),
  },
  { description: 'comes first' },
);
const report = Type.Object({ time, attrs });
const presence = Type.Object({ time, online: Type.Boolean() });
const raw = Type.Object(
  { time, payload: Type.String({ description: 'the whole frame in lower-case hex' }) },
  { description: 'data that only the owner of the product understands' },
);

const schema = {
  summary:
    'Server-sent events of one device (text/event-stream): the answer is described as the data of each event by its name',
  params: visibleDeviceParams,
  response: { 200: Type.Object({ present, report, presence, raw }) },
};

/**
 * Who looks at a device in the console is a client of it like any app: the device is told that somebody listens, and
 * modules that report more for that do so (device-cloud.md, 0210).
 */
export const deviceEventsEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ params }, request, reply) => {
    const { product, deviceId } = await visibleDevice(services, request, params);
    const stream = services.eventStreams.open({
      name: streamOwner(consoleCaller(request)),
      check: async () => {
        await services.authenticate(request, reply);
        visibleProduct(services.catalog, request, product.productKey);
      },
    });
    // Also of an answer without a body.
    reply.raw.once('close', () => stream.destroy());
    const listener = (event: DeviceEvent) => tell(stream, event, services.clock());
    stream.once('close', () => services.watch.unwatch([deviceId], listener));
    try {
      await services.watch.watch([deviceId], listener);
      // Read after that, so that nothing is missed between.
      stream.begin('present', await readPresent(services, await visibleDevice(services, request, params)));
    } catch (error) {
      stream.destroy();
      throw error;
    }
    // A connection that has carried events is not kept for other calls: it would keep a server that stops waiting.
    reply.headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      connection: 'close',
    });
    return stream as unknown as Static<(typeof schema.response)[200]>;
  });

/** However many sessions a member begins. Of administrators nothing else is known. */
function streamOwner({ member, sessionHash = 'admin token' }: ConsoleCaller): string {
  return member?.memberId ?? sessionHash;
}

async function readPresent(
  { database, catalog, layouts }: ConsoleServices,
  { product, deviceId, isOnline: online }: VisibleDevice,
): Promise<Static<typeof present>> {
  const latest = await readLatestReport(database, deviceId);
  const versioned = latest && (await catalog.definition(product, latest.definitionVersion));
  if (!versioned) return { online, attrs: {}, reported_at: null };
  return {
    online,
    attrs: decodeImage(layouts.of(versioned.definition), latest.image),
    reported_at: latest.reportedAtMs / 1000,
  };
}

/** With the time at which we hear of it, which is that of its commit. */
function tell(stream: EventStream, event: DeviceEvent, nowMs: number): void {
  const time = nowMs / 1000;
  if (event.type === 'presence') stream.tell('presence', { time, online: event.isOnline });
  else if (event.attrs !== undefined) stream.tell('report', { time, attrs: publicValues(event.attrs) });
  else stream.tell('raw', { time, payload: Buffer.from(event.frame).toString('hex') });
}

/** The values as /v1 shows them, from the JSON that apps are sent. */
function publicValues(appAttrs: string): PublicValues {
  return JSON.parse(appAttrs, (_name, value: unknown) => {
    if (typeof value === 'boolean') return Number(value);
    return Array.isArray(value) ? Buffer.from(value).toString('hex') : value;
  }) as PublicValues;
}
