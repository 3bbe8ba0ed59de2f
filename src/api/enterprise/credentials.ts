import { Type } from 'typebox';

/** Body of the token and association endpoints (contract.md §2, §4). */
export const credentialsBody = Type.Object({
  enterprise_id: Type.String(),
  enterprise_secret: Type.String(),
  product_secret: Type.String(),
});
