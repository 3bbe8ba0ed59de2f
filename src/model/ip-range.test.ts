import { describe, expect, it } from 'vitest';
import { parseIpRange } from './ip-range.ts';

describe('parseIpRange', () => {
  it.each([
    ['192.0.2.7', { address: '192.0.2.7', prefix: 32, family: 'ipv4' }],
    ['192.0.2.0/24', { address: '192.0.2.0', prefix: 24, family: 'ipv4' }],
    ['0.0.0.0/0', { address: '0.0.0.0', prefix: 0, family: 'ipv4' }],
    ['2001:db8::1', { address: '2001:db8::1', prefix: 128, family: 'ipv6' }],
    ['2001:db8::/32', { address: '2001:db8::', prefix: 32, family: 'ipv6' }],
    ['::ffff:192.0.2.7', { address: '::ffff:192.0.2.7', prefix: 128, family: 'ipv6' }],
  ])('reads %s', (text, range) => {
    expect(parseIpRange(text)).toEqual(range);
  });

  it.each([
    '',
    'example.com',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.0/33',
    '2001:db8::/129',
    '192.0.2.0/',
    '192.0.2.0/-1',
    '/24',
    'fe80::1%eth0',
    ' 192.0.2.7',
  ])('does not take %j for an address', (text) => {
    expect(parseIpRange(text)).toBeUndefined();
  });
});
