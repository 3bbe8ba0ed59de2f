import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decryptForm, encryptForm, secretFormKey } from './secret-form.ts';

const secret = '00112233445566778899aabbccddeeff';
const key = secretFormKey(secret);

/** Made by openssl enc -aes-128-ecb -K 00112233445566778899aabbccddeeff. */
const vectors: [text: string, hex: string][] = [
  [
    'mac=021122334455&passcode=de9e8d18d9&type=normal',
    '5c61aa0c2e86fa1a697851fd8d4f3503b73c29d91a789c0bcdb9f5265d28cfb7634f7b971d9fcf22d3ccce273ee5b62500657ea140655a44782747705d422fad',
  ],
  ['did=aBcDeFgHiJkLmNoPqRsTuV', '665a842cc28517e617dde44299224d7f57fcec5e4bb288e902a0ad27689b0ac6'],
  ['aBcDeFgHiJkLmNoPqRsTuV', 'e10c5d0130160e999f9bde1c1d1e1994fdae3e68270243a351917a6fe75adb7a'],
];

test.each(vectors)('%s is what openssl makes of it, both ways', (text, hex) => {
  expect(encryptForm(key, text)).toBe(hex);
  expect(decryptForm(key, hex)).toBe(text);
  expect(decryptForm(key, hex.toUpperCase())).toBe(text);
});

test('a text that fills its blocks is read with its padding and without it', () => {
  const text = 'mac=021122334455&passcode=de9e8d18d9&type=normal';
  expect(text.length % 16).toBe(0);
  const bare = execFileSync('openssl', ['enc', '-aes-128-ecb', '-nopad', '-K', secret], { input: text });
  expect(encryptForm(key, text)).toBe(bare.toString('hex') + encryptForm(key, text).slice(-32));
  expect(decryptForm(key, bare.toString('hex'))).toBe(text);
});

test('every printable text comes back', () => {
  const texts = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
  });
  fc.assert(fc.property(texts, (text) => decryptForm(key, encryptForm(key, text)) === text));
});

test.each([
  ['nothing', ''],
  ['half a block', '00'.repeat(8)],
  ['an odd digit', '0'.repeat(33)],
  ['what is no hex', 'xy'.repeat(16)],
  ['what was encrypted with another key', encryptForm(Buffer.alloc(16), 'mac=1&passcode=2')],
  ['padding alone', encryptForm(key, '')],
  ['a text with a control character', encryptForm(key, 'mac=1\n')],
])('%s is no form', (_what, hex) => {
  expect(decryptForm(key, hex)).toBeUndefined();
});
