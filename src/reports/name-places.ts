import type { Queryable } from '../store/database.ts';
import type { Placed } from './place-tree.ts';

/** Something counted at the place of an id. */
export interface AtPlace<Value> {
  readonly placeId: number;
  readonly value: Value;
}

/** The same with the names of the places, in the order of these. */
export async function namePlaces<Value>(
  db: Queryable,
  rows: readonly AtPlace<Value>[],
): Promise<Placed<Value>[]> {
  const byPlace = new Map<number, Value[]>();
  for (const { placeId, value } of rows) {
    const values = byPlace.get(placeId);
    if (values) values.push(value);
    else byPlace.set(placeId, [value]);
  }
  const { rows: places } = await db.query<{ id: number; country: string; region: string; city: string }>(
    `select id, country, region, city from place where id = any($1)
     order by country collate "C", region collate "C", city collate "C"`,
    [[...byPlace.keys()]],
  );
  return places.flatMap(({ id, country, region, city }) =>
    byPlace.get(id)!.map((value) => ({ country, region, city, value })),
  );
}
