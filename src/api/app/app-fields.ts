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

/** Numbers outside China begin with + and the country code. */
export const phone = Type.String({ pattern: '^\\+?[0-9]{5,20}$' });

/** One address, and nothing that a mail server may take for more than one. */
export const email = Type.String({
  maxLength: 128,
  pattern: '^[^\\s\\p{Cc}\\p{Cs}@<>()\\[\\]\\\\,;:"]+@[^\\s\\p{Cc}\\p{Cs}@<>()\\[\\]\\\\,;:"]+$',
});

export const code = Type.String({
  minLength: 1,
  maxLength: 16,
  description: 'code that was sent to the phone or the mailbox',
  'x-description-zh': '收到的验证码',
  examples: ['123456'],
});

export const lang = Type.String({
  pattern: '^[A-Za-z-]{2,16}$',
  description: 'language in which the user is written to: en, zh-cn',
  'x-description-zh': '语言：en、zh-cn',
  examples: ['zh-cn'],
});
