import { type Static, Type } from 'typebox';
import { invalidField, QiyunError } from '../../model/errors.ts';
import { endpoint } from '../endpoint.ts';
import type { ConsoleServices } from './console-services.ts';
import { hasNumber, readSeries } from './device-series.ts';
import { periodOf, periodQuery } from './period-query.ts';
import { type VisibleDevice, visibleDevice, visibleDeviceParams } from './visible-device.ts';

const maxNames = 16;
const column = Type.Array(Type.Number());

const schema = {
  summary: 'Sums up what a device reported of some data points, in bins of equal width',
  params: visibleDeviceParams,
  querystring: Type.Object({
    ...periodQuery,
    names: Type.String({
      minLength: 1,
      maxLength: 1_024,
      description: `of up to ${maxNames} data points that are not binary, with commas between them`,
    }),
    points: Type.Integer({
      minimum: 10,
      maximum: 2_000,
      default: 300,
      description: 'the number of bins; those without values are left out of the answer',
    }),
  }),
  response: {
    200: Type.Object({
      start_time: Type.Integer(),
      end_time: Type.Integer(),
      bin_seconds: Type.Number(),
      frames: Type.Integer({ description: 'that were read' }),
      is_sampled: Type.Boolean({
        description: 'there are more frames: those read are spread evenly over the period',
      }),
      series: Type.Array(
        Type.Object({
          name: Type.String(),
          time: Type.Array(Type.Number(), { description: 'where each bin begins, seconds since the epoch' }),
          min: column,
          max: column,
          mean: column,
          last: column,
          count: Type.Array(Type.Integer()),
        }),
        { description: 'columns of equal length; a bool is 0 or 1, an enum its index' },
      ),
    }),
  },
};

const daySeconds = 86_400;
const maxFrames = 200_000;

export const showDeviceSeriesEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ params, query }, request, reply) => {
    const device = await visibleDevice(services, request, params);
    const names = namesOf(query, device, services);
    const span = periodOf(query, {
      nowMs: services.clock(),
      usualS: daySeconds,
      longestS: 3_660 * daySeconds,
    });
    const { points } = query;
    const { frames, isSampled, byName } = await readSeries(services, {
      device,
      names,
      span,
      binCount: points,
      maxFrames,
      isAbandoned: () => reply.raw.destroyed,
    });
    const binMs = (span.toMs - span.fromMs) / points;
    return {
      start_time: span.fromMs / 1000,
      end_time: span.toMs / 1000,
      bin_seconds: binMs / 1000,
      frames,
      is_sampled: isSampled,
      series: [...byName].map(([name, { bins, ...columns }]) => ({
        name,
        time: bins.map((bin) => Math.round(span.fromMs + bin * binMs) / 1000),
        ...columns,
      })),
    };
  });

/** @throws QiyunError 5002 for what is no data point with numbers, 5402 without data points */
function namesOf(
  query: Pick<Static<typeof schema.querystring>, 'names'>,
  { product: { current } }: VisibleDevice,
  { layouts }: ConsoleServices,
): readonly string[] {
  if (!current) throw new QiyunError('5402');
  const { fieldsByName } = layouts.of(current.definition);
  const names = [...new Set(query.names.split(','))];
  if (names.length > maxNames) throw invalidField('names', `must be at most ${maxNames}`);
  for (const name of names) {
    const field = fieldsByName.get(name);
    if (!field || !hasNumber(field)) throw invalidField('names', `${name} is not a data point with numbers`);
  }
  return names;
}
