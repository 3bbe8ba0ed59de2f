/** A calendar date, `YYYY-MM-DD`: texts compare as days do. It has no time zone; which day it is now has one. */
export type Day = string;

const dayMs = 86_400_000;

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** How many days `to` is after `from`. */
export function daysBetween(from: Day, to: Day): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs;
}

/** First day of week `week` of an ISO year; beyond the last week it is one of the next year's. */
export function mondayOf(year: number, week: number): Day {
  // 4 January is always in week 1.
  const fourth = `${year}-01-04`;
  return addDays(fourth, 7 * (week - 1) - daysSinceMonday(fourth));
}

/** The ISO week a day is in, under its ISO year. */
export function isoWeekOf(day: Day): { readonly year: number; readonly week: number } {
  // A week belongs to the year that its Thursday is in.
  const thursday = addDays(day, 3 - daysSinceMonday(day));
  const year = Number(thursday.slice(0, 4));
  return { year, week: 1 + Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) };
}

function daysSinceMonday(day: Day): number {
  return (new Date(Date.parse(day)).getUTCDay() + 6) % 7;
}
