import { Type } from 'typebox';
import { hexIdentifierPattern } from '../../model/identifiers.ts';

/** A text that people read: no control characters, and nothing that PostgreSQL cannot store. */
export function plainText(maxLength: number) {
  return Type.String({ minLength: 1, maxLength, pattern: '^[^\\p{Cc}\\p{Cs}]*$' });
}

export const nameField = plainText(128);

/** Ids, keys and secrets but the did and the passcode (contract.md §1). */
export const hexIdentifierField = Type.String({ pattern: hexIdentifierPattern });

/** Seconds since the epoch. */
export const secondsField = Type.Integer();

export const enterpriseParams = Type.Object({ enterprise_id: Type.String() });
export const productParams = Type.Object({ product_key: Type.String() });
export const appParams = Type.Object({ appid: Type.String() });
export const userParams = Type.Object({ uid: Type.String() });
export const deviceParams = Type.Object({ did: Type.String() });

/** The answer of what has nothing to tell. */
export const nothing = Type.Object({});
