import type { Day } from './day.ts';

/** Rows of one day that are on a page. */
export interface PagePart {
  readonly day: Day;
  /** Rows of this day before the page. */
  readonly skip: number;
  readonly limit: number;
}

/** Which rows of which days a page has of a list that goes day by day. */
export function pageParts(
  days: readonly { readonly day: Day; readonly amount: number }[],
  { limit, skip }: { readonly limit: number; readonly skip: number },
): PagePart[] {
  const parts: PagePart[] = [];
  let before = 0;
  for (const { day, amount } of days) {
    const from = Math.max(skip - before, 0);
    const to = Math.min(skip + limit - before, amount);
    if (from < to) parts.push({ day, skip: from, limit: to - from });
    before += amount;
  }
  return parts;
}
