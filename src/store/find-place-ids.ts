import type { Queryable } from './database.ts';

/** Names in English; undefined: any. */
export interface PlaceFilter {
  readonly country?: string | undefined;
  readonly region?: string | undefined;
  readonly city?: string | undefined;
}

/** Ids of the places that have these names; undefined when none is given. */
export async function findPlaceIds(
  db: Queryable,
  { country, region, city }: PlaceFilter,
): Promise<number[] | undefined> {
  if (country === undefined && region === undefined && city === undefined) return undefined;
  const { rows } = await db.query<{ id: number }>(
    `select id from place where country = coalesce($1, country) and region = coalesce($2, region) and city = coalesce($3, city)`,
    [country, region, city],
  );
  return rows.map((row) => row.id);
}
