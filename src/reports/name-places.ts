import type { Queryable } from '../store/database.ts';
import type { Placed } from './place-tree.ts';

/** The rows with the names of their places, in the order of these. */
export async function namePlaces<Row extends { readonly placeId: number }>(
  db: Queryable,
  rows: readonly Row[],
): Promise<Placed<Row>[]> {
  const byPlace = new Map<number, Row[]>();
  for (const row of rows) {
    const same = byPlace.get(row.placeId);
    if (same) same.push(row);
    else byPlace.set(row.placeId, [row]);
  }
  const { rows: places } = await db.query<{ id: number; country: string; region: string; city: string }>(
    `select id, country, region, city from place where id = any($1)
     order by country collate "C", region collate "C", city collate "C"`,
    [[...byPlace.keys()]],
  );
  const placed: Placed<Row>[] = [];
  for (const { id, country, region, city } of places) {
    for (const value of byPlace.get(id)!) placed.push({ country, region, city, value });
  }
  return placed;
}
