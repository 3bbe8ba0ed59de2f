import type { Span } from './device-queries.ts';

const hourS = 3_600;
const dayS = 86_400;

/** Until now, or from one time to another. */
export const periods = { '1h': hourS, '24h': dayS, '7d': 7 * dayS, '30d': 30 * dayS } as const;
export type Preset = keyof typeof periods;

/** As it stands in the address; `from` and `to` in seconds since the epoch, with an empty or unknown `period`. */
export interface PeriodState {
  readonly period: string;
  readonly from: string;
  readonly to: string;
}

/** What is asked for until now is the same for so long: answers that are known already are shown. */
const stepS = 30;

export function presetOf({ period, from, to }: PeriodState): Preset | 'custom' {
  if (period in periods) return period as Preset;
  return Number(from) > 0 && Number(from) < Number(to) ? 'custom' : '24h';
}

export function spanOf(state: PeriodState, nowMs = Date.now()): Span {
  const preset = presetOf(state);
  if (preset === 'custom') return { start_time: Number(state.from), end_time: Number(state.to) };
  const endS = Math.ceil(nowMs / 1000 / stepS) * stepS;
  return { start_time: endS - periods[preset], end_time: endS };
}
