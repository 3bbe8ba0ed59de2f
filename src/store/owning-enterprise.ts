import type { Queryable } from './database.ts';

const queries = {
  uid: 'select enterprise_id from app_user where uid = $1',
  did: `select p.enterprise_id from device_did k join device d on d.id = k.device_id
    join product p on p.id = d.product_id where k.did = $1`,
  member_id: 'select enterprise_id from member where member_id = $1',
};

/** The enterprise to which a user, a device's product or a member belongs; undefined without such a one. */
export async function owningEnterprise(
  db: Queryable,
  kind: keyof typeof queries,
  id: string,
): Promise<string | undefined> {
  const { rows } = await db.query<{ enterprise_id: string }>(queries[kind], [id]);
  return rows[0]?.enterprise_id;
}
