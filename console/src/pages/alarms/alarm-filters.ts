import { useMemo } from 'react';
import { useSearchState } from '../../table/search-state.ts';

export const periods = ['1', '7', '30', '90', '365'] as const;
export const kinds = ['', 'fault', 'alert'] as const;

/** Of the last so many days, or of days that are chosen: then `from` and `to` are set. */
export type AlarmPeriod = (typeof periods)[number] | 'days';

/** Which faults and alerts are looked at; an empty text chooses all. */
export interface AlarmFilters {
  readonly kind: (typeof kinds)[number];
  readonly state: '' | 'open';
  /** Name of a data point. */
  readonly attr: string;
  readonly did: string;
  readonly period: AlarmPeriod;
  /** Days in the reader's time zone, both included, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
}

export type ChangeFilters = (changed: Partial<Record<keyof AlarmFilters, string>>) => void;

const usualPeriod = '30';
const dayPattern = /^\d{4}-\d\d-\d\d$/;

/** What the address asks for. */
export function useAlarmFilters(): readonly [AlarmFilters, ChangeFilters] {
  const [values, change] = useSearchState(['kind', 'state', 'attr', 'did', 'period', 'from', 'to']);
  const { attr, did, from, to } = values;
  const kind = kinds.find((one) => one === values.kind) ?? '';
  const state = values.state === 'open' ? 'open' : '';
  const hasDays = dayPattern.test(from) && dayPattern.test(to);
  const period = hasDays ? 'days' : (periods.find((one) => one === values.period) ?? usualPeriod);
  const filters = useMemo(
    () => ({ kind, state, attr, did, period, from, to }) as const,
    [kind, state, attr, did, period, from, to],
  );
  return [filters, change];
}

const dayS = 86_400;

/** In seconds since the epoch, the end not included; the last days end now, which the server knows best. */
export function spanOf({ period, from, to }: AlarmFilters): { start_time: number; end_time?: number } {
  if (period !== 'days') return { start_time: Math.floor(Date.now() / 1000) - Number(period) * dayS };
  const end = new Date(`${to}T00:00`);
  end.setDate(end.getDate() + 1);
  return { start_time: secondsOf(new Date(`${from}T00:00`)), end_time: secondsOf(end) };
}

function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
