import { useInterval } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { Span } from './device-queries.ts';
import { type PeriodState, spanOf } from './period.ts';

const renewMs = 30_000;

/** The span of the period that the address asks for; one until now goes on with the time. */
export function useSpan({ period, from, to }: PeriodState): Span {
  const [nowMs, setNowMs] = useState(Date.now);
  useInterval(() => setNowMs(Date.now()), renewMs, { autoInvoke: true });
  return useMemo(() => spanOf({ period, from, to }, nowMs), [period, from, to, nowMs]);
}
