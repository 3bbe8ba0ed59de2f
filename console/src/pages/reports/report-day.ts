/** A calendar date in the report time zone, `YYYY-MM-DD`: texts compare as days do. */
export type Day = string;

const dayMs = 86_400_000;

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** How many days `to` is after `from`. */
export function daysBetween(from: Day, to: Day): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs;
}

/** The Monday of the week that a day is in. */
export function mondayOf(day: Day): Day {
  return addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
}

/** ISO week of a day as reports write it: `2026-48`. A week belongs to the year that its Thursday is in. */
export function weekOf(day: Day): string {
  const thursday = addDays(mondayOf(day), 3);
  const year = thursday.slice(0, 4);
  const week = 1 + Math.floor(daysBetween(`${year}-01-01`, thursday) / 7);
  return `${year}-${String(week).padStart(2, '0')}`;
}

/** The Monday of a week that is written as reports do. */
export function mondayOfWeek(week: string): Day {
  const [year, number] = week.split('-');
  // 4 January is always in week 1.
  return addDays(mondayOf(`${year}-01-04`), 7 * (Number(number) - 1));
}
