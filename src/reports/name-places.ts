import type { Queryable } from '../store/database.ts';
import type { Placed } from './place-tree.ts';

/** Something counted at the place of an id. */
export interface AtPlace<Value> {
  readonly placeId: number;
  readonly value: Value;
}

/** The same with the names of the places. */
export async function namePlaces<Value>(
  db: Queryable,
  rows: readonly AtPlace<Value>[],
): Promise<Placed<Value>[]> {
  const { rows: places } = await db.query<{ id: number; country: string; region: string; city: string }>(
    'select id, country, region, city from place where id = any($1)',
    [[...new Set(rows.map(({ placeId }) => placeId))]],
  );
  const byId = new Map(places.map((place) => [place.id, place]));
  return rows.map(({ placeId, value }) => ({ ...byId.get(placeId)!, value }));
}
