import { Type } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { requireAdmin } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

const minute = Type.Object({
  time: Type.Integer({ description: 'where the minute begins, in seconds since the epoch' }),
  sessions: Type.Integer({ description: 'at its end' }),
  messages_per_s: Type.Number({ description: 'from and to devices' }),
  commit_p50_ms: nullable(Type.Number({ description: 'null: nothing was committed' })),
  commit_p99_ms: nullable(Type.Number()),
  requests_per_s: Type.Number(),
  request_errors: Type.Integer({ description: 'answers of status 500 and above' }),
  memory_bytes: Type.Integer({ description: 'of all processes' }),
  event_loop_delay_ms: Type.Number({ description: 'the greatest of all processes' }),
});

const schema = {
  summary: 'Shows the last 24 hours of the installation by minute, since its start at most',
  response: {
    200: Type.Object({
      interval_s: Type.Literal(60),
      points: Type.Array(minute, { description: 'the oldest first, without the present minute' }),
    }),
  },
};

export const showInstallationMetricsEndpoint = ({ vitals }: ConsoleServices) =>
  endpoint(schema, async (_call, request) => {
    requireAdmin(request);
    const minutes = await vitals.history();
    const points = minutes.map((each) => ({
      time: each.startedAtMs / 1000,
      sessions: each.sessions,
      messages_per_s: each.messagesPerSecond,
      commit_p50_ms: each.commitP50Ms ?? null,
      commit_p99_ms: each.commitP99Ms ?? null,
      requests_per_s: each.requestsPerSecond,
      request_errors: each.requestErrors,
      memory_bytes: each.residentBytes,
      event_loop_delay_ms: each.eventLoopDelayMs,
    }));
    return { interval_s: 60 as const, points };
  });
