import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageParts } from './page-parts.ts';

test('a page has the rows that it would have of one list of all days', () => {
  const amounts = fc.array(fc.nat(6), { maxLength: 8 });
  fc.assert(
    fc.property(amounts, fc.integer({ min: 1, max: 12 }), fc.nat(40), (counts, limit, skip) => {
      const days = counts.map((amount, index) => ({ day: `2026-11-0${index + 1}`, amount }));
      const list = days.flatMap(({ day, amount }) =>
        Array.from({ length: amount }, (_, row) => `${day} ${row}`),
      );
      const page = pageParts(days, { limit, skip }).flatMap((part) =>
        Array.from({ length: part.limit }, (_, row) => `${part.day} ${part.skip + row}`),
      );
      expect(page).toEqual(list.slice(skip, skip + limit));
    }),
  );
});
