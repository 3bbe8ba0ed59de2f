import { scryptSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashPassword, matchesPassword } from './password.ts';

it('matches the password it was made of, however its letters are composed, and no other', async () => {
  const hash = await hashPassword('pässwort 密码');
  expect(await matchesPassword('pässwort 密码', hash)).toBe(true);
  expect(await matchesPassword('pa\u0308sswort 密码', hash)).toBe(true);
  expect(await matchesPassword('passwort 密码', hash)).toBe(false);
});

it('makes another hash of the same password each time, and says how it was made', async () => {
  const [a, b] = [await hashPassword('x'), await hashPassword('x')];
  expect(a).toMatch(/^scrypt\$16384\$8\$5\$[\w-]{22}\$[\w-]{43}$/);
  expect(a).not.toBe(b);
});

it('still matches a hash that was made with other parameters', async () => {
  const made = 'scrypt$1024$8$1$AAAAAAAAAAAAAAAAAAAAAA$';
  const key = scryptSync('old', Buffer.alloc(16), 32, { cost: 1024, blockSize: 8, parallelization: 1 });
  expect(await matchesPassword('old', made + key.toString('base64url'))).toBe(true);
  expect(await matchesPassword('new', made + key.toString('base64url'))).toBe(false);
});

it('matches nothing for somebody without a password', async () => {
  for (const password of ['', 'x']) expect(await matchesPassword(password, null)).toBe(false);
});
