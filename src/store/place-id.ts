import type { Place } from '../model/place.ts';
import type { Queryable } from './database.ts';

/** The place where nothing is that is not located. */
export const nowhere = 0;

/** The id of a place, which is entered when it is new; `nowhere` for undefined. */
export async function placeId(db: Queryable, place: Place | undefined): Promise<number> {
  if (!place) return nowhere;
  const names = [place.country, place.region ?? '', place.city ?? ''];
  await db.query(
    'insert into place (country, region, city) values ($1, $2, $3) on conflict do nothing',
    names,
  );
  const { rows } = await db.query<{ id: number }>(
    'select id from place where (country, region, city) = ($1, $2, $3)',
    names,
  );
  return rows[0]!.id;
}
