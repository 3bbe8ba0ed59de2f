import { randomBytes } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { newDid } from '../model/identifiers.ts';
import { PasscodeCheck } from './passcode-check.ts';
import { SecretSeal } from './secret-seal.ts';

const seal = new SecretSeal(randomBytes(32));
const sealed = seal.seal('right');
const did = newDid();

let nowMs: number;
let check: PasscodeCheck;

beforeEach(() => {
  nowMs = 0;
  check = new PasscodeCheck(seal, () => nowMs);
});

function show(passcode: string, clientAddress: string, device = did): boolean {
  return check.isRight(sealed, { did: device, passcode, clientAddress });
}

function guessAll(clientAddress: string): void {
  for (let guess = 0; guess < 20; guess++) expect(show(`${guess}`, clientAddress)).toBe(false);
}

it('compares not even the right passcode after twenty wrong ones of a network, until half a minute later', () => {
  guessAll('192.0.2.1');
  expect(() => show('right', '192.0.2.1')).toThrow(
    expect.objectContaining({ code: '5013', retryAfterSeconds: 30 }),
  );
  nowMs += 30_000;
  expect(show('right', '192.0.2.1')).toBe(true);
});

it('lets the device in from elsewhere, and its neighbour from there, meanwhile', () => {
  guessAll('192.0.2.1');
  expect(show('right', '192.0.2.2')).toBe(true);
  expect(show('right', '192.0.2.1', newDid())).toBe(true);
});

it('counts all addresses of an IPv6 network together', () => {
  for (let guess = 0; guess < 20; guess++) show('wrong', `2001:db8::${guess.toString(16)}`);
  expect(() => show('right', '2001:db8::ffff')).toThrow(expect.objectContaining({ code: '5013' }));
});

it('does not count what was right', () => {
  for (let login = 0; login < 100; login++) expect(show('right', '192.0.2.1')).toBe(true);
});
