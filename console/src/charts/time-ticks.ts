const minuteS = 60;
const hourS = 3_600;
const dayS = 86_400;

const stepsS = [
  1,
  5,
  15,
  30,
  minuteS,
  5 * minuteS,
  15 * minuteS,
  30 * minuteS,
  hourS,
  3 * hourS,
  6 * hourS,
  12 * hourS,
  dayS,
  2 * dayS,
  7 * dayS,
  14 * dayS,
  30 * dayS,
  91 * dayS,
  182 * dayS,
  365 * dayS,
];

/** At most so many round times between two times, in seconds since the epoch; round where the reader is. */
export function timeTicks(fromS: number, toS: number, most: number): number[] {
  const stepS = stepsS.find((step) => (toS - fromS) / step <= most) ?? stepsS.at(-1)!;
  const shiftS = new Date(fromS * 1000).getTimezoneOffset() * -minuteS;
  const first = Math.ceil((fromS + shiftS) / stepS) * stepS - shiftS;
  const ticks: number[] = [];
  for (let tick = first; tick <= toS; tick += stepS) ticks.push(tick);
  return ticks;
}

/** As short as can be told apart at this distance. */
export function writtenTick(seconds: number, spanS: number, locale: string): string {
  const date = new Date(seconds * 1000);
  if (spanS <= 10 * minuteS) return date.toLocaleTimeString(locale);
  if (spanS <= 2 * dayS) return date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
  if (spanS <= 300 * dayS) return date.toLocaleDateString(locale, { month: 'short', day: 'numeric' });
  return date.toLocaleDateString(locale, { year: 'numeric', month: 'short' });
}
