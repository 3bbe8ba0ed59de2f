import { Type } from 'typebox';

/** What people are known by: no control characters, and nothing that PostgreSQL cannot store. */
export const loginName = Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\p{Cc}\\p{Cs}]*$' });

/** Anything a person can type; long enough for any, too short to be a burden. */
export const password = Type.String({
  minLength: 1,
  maxLength: 256,
  description: 'password of the user',
  'x-description-zh': '密码',
  examples: ['chang-e-2026'],
});
