import { Type } from 'typebox';
import { callCountDays, callCountMinutesMs } from '../../store/call-log.ts';
import { type CallCount, type CallPeriod, readCallCounts } from '../../store/read-api-calls.ts';
import type { TimeSpan } from '../../store/time-span.ts';
import { endpoint } from '../endpoint.ts';
import { visibleEnterprise } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { periodOf, periodQuery } from './period-query.ts';

const count = Type.Integer();

const schema = {
  summary: 'Shows how many calls the programs of an enterprise made, and where its quota stands',
  params: Type.Object({ enterprise_id: Type.String() }),
  querystring: Type.Object(periodQuery),
  response: {
    200: Type.Object({
      interval_s: Type.Union([Type.Literal(60), Type.Literal(3600)], {
        description: 'a minute for up to 6 hours of the last day, else an hour',
      }),
      points: Type.Array(
        Type.Object({
          time: Type.Integer({ description: 'where the interval begins, in seconds since the epoch' }),
          calls: count,
          errors: Type.Integer({ description: 'of the calls, refusals included' }),
          refusals: Type.Integer({ description: 'because the quota was used up' }),
        }),
        { description: 'every interval, the oldest first' },
      ),
      window: Type.Object(
        {
          limit: count,
          remaining: count,
          resets_at: Type.Integer({ description: 'in seconds since the epoch' }),
        },
        { description: 'the present hour of the quota' },
      ),
    }),
  },
};

const daySeconds = 86_400;
const longestByMinuteMs = 6 * 3_600_000;

export const showQuotaUseEndpoint = ({ catalog, database, clock, quota }: ConsoleServices) =>
  endpoint(schema, async ({ params, query }, request) => {
    const { enterpriseId } = visibleEnterprise(catalog, request, params.enterprise_id);
    const nowMs = clock();
    const longestS = (callCountDays + 2) * daySeconds;
    const span = periodOf(query, { nowMs, usualS: daySeconds, longestS });
    const periodS = intervalFor(span, nowMs);
    const [counts, { limit, remaining, resetAtS }] = await Promise.all([
      readCallCounts(database, enterpriseId, { ...aligned(span, periodS), periodS }),
      quota.state(enterpriseId),
    ]);
    return {
      interval_s: periodS,
      points: everyInterval(aligned(span, periodS), periodS, counts),
      window: { limit, remaining, resets_at: resetAtS },
    };
  });

function intervalFor({ fromMs, toMs }: TimeSpan, nowMs: number): CallPeriod {
  return toMs - fromMs <= longestByMinuteMs && fromMs >= nowMs - callCountMinutesMs ? 60 : 3600;
}

/** The interval in which the span begins belongs to it. */
function aligned({ fromMs, toMs }: TimeSpan, periodS: CallPeriod): TimeSpan {
  return { fromMs: fromMs - (fromMs % (periodS * 1000)), toMs };
}

function everyInterval({ fromMs, toMs }: TimeSpan, periodS: CallPeriod, counts: readonly CallCount[]) {
  const byStart = new Map(counts.map((each) => [each.startedAtMs, each]));
  const points = [];
  for (let startMs = fromMs; startMs < toMs; startMs += periodS * 1000) {
    const { calls = 0, errors = 0, refusals = 0 } = byStart.get(startMs) ?? {};
    points.push({ time: startMs / 1000, calls, errors, refusals });
  }
  return points;
}
