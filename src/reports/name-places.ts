import type { Queryable } from '../store/database.ts';
import type { Placed, PlaceNames } from './place-tree.ts';

export interface Place extends PlaceNames {
  readonly id: number;
}

/** The places with these ids, in the order of their names. */
export async function readPlaces(db: Queryable, ids: Iterable<number>): Promise<Place[]> {
  const { rows } = await db.query<Place>(
    `select id, country, region, city from place where id = any($1)
     order by country collate "C", region collate "C", city collate "C"`,
    [[...ids]],
  );
  return rows;
}

/** The rows with the names of their places, in the order of these. */
export async function namePlaces<Row extends { readonly placeId: number }>(
  db: Queryable,
  rows: readonly Row[],
): Promise<Placed<Row>> {
  const byPlace = new Map<number, Row[]>();
  for (const row of rows) {
    const same = byPlace.get(row.placeId);
    if (same) same.push(row);
    else byPlace.set(row.placeId, [row]);
  }
  const known = await readPlaces(db, byPlace.keys());
  return {
    places: known.flatMap((place) => byPlace.get(place.id)!.map(() => place)),
    values: known.flatMap(({ id }) => byPlace.get(id)!),
  };
}
