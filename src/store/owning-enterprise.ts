import { didPattern, hexIdentifierPattern } from '../model/identifiers.ts';
import type { Queryable } from './database.ts';

const hexSyntax = new RegExp(hexIdentifierPattern);

const kinds = {
  uid: { syntax: hexSyntax, query: 'select enterprise_id from app_user where uid = $1' },
  did: {
    syntax: new RegExp(didPattern),
    query: `select p.enterprise_id from device_did k join device d on d.id = k.device_id
      join product p on p.id = d.product_id where k.did = $1`,
  },
  member_id: { syntax: hexSyntax, query: 'select enterprise_id from member where member_id = $1' },
};

/** The enterprise to which a user, a device's product or a member belongs; undefined without such a one. Any text may be asked for. */
export async function owningEnterprise(
  db: Queryable,
  kind: keyof typeof kinds,
  id: string,
): Promise<string | undefined> {
  const { syntax, query } = kinds[kind];
  if (!syntax.test(id)) return undefined;
  const { rows } = await db.query<{ enterprise_id: string }>(query, [id]);
  return rows[0]?.enterprise_id;
}
