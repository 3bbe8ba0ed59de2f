import { Type } from 'typebox';

/** Path of one device group. */
export const deviceGroupParams = Type.Object({ product_key: Type.String(), gid: Type.String() });
