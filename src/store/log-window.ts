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

/** Values of `$1`, `$2` and `$3` in a condition `device_id = $1 and time >= $2 and time < $3`. */
export function windowValues({ deviceId, startS, endS }: LogWindow): [number, Date, Date] {
  return [deviceId, new Date(startS * 1000), new Date((endS + 1) * 1000)];
}
