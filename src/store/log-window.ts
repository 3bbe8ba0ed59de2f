import type { TimeSpan } from './time-span.ts';

/** Which entries of a device's log are asked for. */
export interface LogWindow {
  readonly deviceId: number;
  /** Both seconds belong to the window, the last one to its end. */
  readonly startS: number;
  readonly endS: number;
  readonly sort: 'asc' | 'desc';
  readonly limit: number;
  readonly skip: number;
}

export function spanOf({ startS, endS }: LogWindow): TimeSpan {
  return { fromMs: startS * 1000, toMs: (endS + 1) * 1000 };
}

/** Values of `$1`, `$2` and `$3` in a condition `device_id = $1 and time >= $2 and time < $3`. */
export function spanValues(deviceId: number, { fromMs, toMs }: TimeSpan): [number, Date, Date] {
  return [deviceId, new Date(fromMs), new Date(toMs)];
}
