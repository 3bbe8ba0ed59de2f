import { expect, test } from 'vitest';
import { SecretSeal } from './secret-seal.ts';

test('what is sealed opens again, and no two sealings of it look alike', () => {
  const seal = new SecretSeal(Buffer.alloc(32, 1));
  const sealed = [seal.seal('密码 ABC'), seal.seal('密码 ABC')];
  expect(sealed.map((one) => seal.open(one))).toEqual(['密码 ABC', '密码 ABC']);
  expect(sealed[0]).not.toEqual(sealed[1]);
});

test('another key, or a single changed bit, opens nothing', () => {
  const sealed = new SecretSeal(Buffer.alloc(32, 1)).seal('secret');
  expect(() => new SecretSeal(Buffer.alloc(32, 2)).open(sealed)).toThrow('cannot be opened');
  sealed[sealed.length - 1]! ^= 1;
  expect(() => new SecretSeal(Buffer.alloc(32, 1)).open(sealed)).toThrow('cannot be opened');
});
