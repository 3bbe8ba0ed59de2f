import { expect, test } from 'vitest';
import { carriesStatus, isTransparent, p0Kind, statusAction } from './p0-action.ts';

test.each([
  ['standard', 0x01, 'control'],
  ['standard', 0x02, 'read'],
  ['standard', 0x03, 'readReply'],
  ['standard', 0x04, 'report'],
  ['standard', 0x05, 'transparentToDevice'],
  ['standard', 0x06, 'transparentToCloud'],
  ['standard', 0x14, undefined],
  ['var_len', 0x11, 'control'],
  ['var_len', 0x12, 'read'],
  ['var_len', 0x13, 'readReply'],
  ['var_len', 0x14, 'report'],
  ['var_len', 0x05, 'transparentToDevice'],
  ['var_len', 0x06, 'transparentToCloud'],
  ['var_len', 0x04, undefined],
  ['var_len', 0x53, undefined],
] as const)('to a %s product, action %i is %s', (protocolType, action, kind) => {
  expect(p0Kind(protocolType, action)).toBe(kind);
  expect(carriesStatus(protocolType, action)).toBe(kind === 'readReply' || kind === 'report');
  expect(isTransparent(action)).toBe(action === 5 || action === 6);
});

test('the action of a status is the one its protocol knows it by', () => {
  expect(statusAction('standard', 'report')).toBe(0x04);
  expect(statusAction('var_len', 'readReply')).toBe(0x13);
});

test('an empty payload carries nothing', () => {
  expect(carriesStatus('standard', undefined)).toBe(false);
});
