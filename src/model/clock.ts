/** Milliseconds since the epoch. Passed in wherever time matters, so that tests set it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** Whole milliseconds since some moment: for how long something lasts, whatever is done to the system's clock meanwhile. */
export const monotonicClock: Clock = () => Math.trunc(performance.now());
