import type { Queryable } from '../store/database.ts';
import { type PlaceNames, type PlaceTree, placeTree } from './place-tree.ts';

/** Where the users of an enterprise are (contract.md §5, location trees). */
export async function countUserLocations(db: Queryable, enterpriseId: string): Promise<PlaceTree> {
  const { rows } = await db.query<PlaceNames & { readonly amount: number }>(
    `select p.country, p.region, p.city, t.amount from tally_now t join place p on p.id = t.place_id
     where t.scope = enterprise_scope($1) and t.metric = 'user' order by 1, 2, 3`,
    [enterpriseId],
  );
  const values = rows.map(({ amount }) => amount);
  return placeTree(
    { places: rows, values },
    { node: (counts) => ({ count: counts.reduce((a, b) => a + b, 0) }) },
  );
}
