import type { Presence } from '../device-queries.ts';

/** A time in which the device was there, or was not, or in which nobody knows. */
export interface Stretch {
  readonly fromS: number;
  readonly toS: number;
  readonly state: 'online' | 'offline' | 'unknown';
}

interface Existence {
  /** When the device was created, in seconds since the epoch. */
  readonly sinceS: number;
  readonly nowS: number;
}

/** The period divided by what happened in it; neither the future nor what was before the device is part of it. */
export function stretchesOf(presence: Presence, { sinceS, nowS }: Existence): Stretch[] {
  const { start_time, end_time, was_online, events, is_cut } = presence;
  const stretches: Stretch[] = [];
  let fromS = Math.max(start_time, sinceS);
  // Earlier events of the period were left out.
  let state: Stretch['state'] = is_cut ? 'unknown' : was_online ? 'online' : 'offline';
  const add = (toS: number) => {
    if (toS > fromS) stretches.push({ fromS, toS, state });
    fromS = toS;
  };
  for (const { timestamp, type } of events) {
    add(timestamp);
    state = type === 'dev_online' ? 'online' : 'offline';
  }
  add(Math.min(end_time, nowS));
  return joined(stretches);
}

/** A device that logs in again before its former session ended was there all the time. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches) {
    const last = result.at(-1);
    if (last?.state === stretch.state) result[result.length - 1] = { ...last, toS: stretch.toS };
    else result.push(stretch);
  }
  return result;
}

export interface PresenceSummary {
  /** Of the time that is known, 0 to 1. */
  readonly onlineShare: number;
  readonly sessions: number;
  readonly losses: number;
  readonly longestAwayS: number;
}

export function presenceSummary(stretches: readonly Stretch[]): PresenceSummary {
  const of = (wanted: Stretch['state']) => stretches.filter(({ state }) => state === wanted);
  const seconds = (some: readonly Stretch[]) => some.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
  const online = seconds(of('online'));
  const offline = seconds(of('offline'));
  const isLoss = ({ state }: Stretch, i: number) =>
    state === 'offline' && stretches[i - 1]?.state === 'online';
  return {
    onlineShare: online + offline === 0 ? 0 : online / (online + offline),
    sessions: of('online').length,
    losses: stretches.filter(isLoss).length,
    longestAwayS: Math.max(0, ...of('offline').map(({ fromS, toS }) => toS - fromS)),
  };
}
