/** How a simulated device lives. Chances are from 0 to 1 and count per report. */
export interface DeviceHabits {
  /** On average; each pause is half to one and a half times as long. */
  readonly reportIntervalMs: number;
  /** That one alert or fault is raised. */
  readonly raiseChance: number;
  /** That an active alert or fault is cleared, for each. */
  readonly clearChance: number;
  /** That somebody turns a knob at the device itself, for each writable data point. */
  readonly touchChance: number;
  /** That the device goes offline instead of reporting. */
  readonly leaveChance: number;
  /** How long it then stays away, on average. */
  readonly awayMs: number;
}

/** Alarms for some reports in a hundred, each lasting about five reports, and now and then an absence. */
export function lifelikeHabits(reportIntervalMs: number): DeviceHabits {
  return {
    reportIntervalMs,
    raiseChance: 0.02,
    clearChance: 0.2,
    touchChance: 0.005,
    leaveChance: 0.005,
    awayMs: 6 * reportIntervalMs,
  };
}
