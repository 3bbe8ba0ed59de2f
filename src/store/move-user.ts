import type { Place } from '../model/place.ts';
import type { Queryable } from './database.ts';
import { placeId } from './place-id.ts';

/** Notes where a user is. */
export async function moveUser(db: Queryable, uid: string, place: Place): Promise<void> {
  const { rowCount } = await db.query(
    `select from app_user u join place p on p.id = u.place_id
     where u.uid = $1 and (p.country, p.region, p.city) = ($2, $3, $4)`,
    [uid, place.country, place.region ?? '', place.city ?? ''],
  );
  if (rowCount === 1) return;
  await db.query('update app_user set place_id = $2 where uid = $1', [uid, await placeId(db, place)]);
}
