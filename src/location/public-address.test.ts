import fc from 'fast-check';
import { expect, test } from 'vitest';
import { publicAddress } from './public-address.ts';

test.each([
  ['8.8.4.4', [8, 8, 4, 4]],
  ['::ffff:8.8.4.4', [8, 8, 4, 4]],
  ['::FFFF:808:404', [8, 8, 4, 4]],
  ['2a02:6b8::1', [0x2a, 0x02, 0x06, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
  ['2a02:1:2:3:4:5:6:7', [0x2a, 0x02, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7]],
  ['2a02::', [0x2a, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['2a02::1.2.3.4', [0x2a, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]],
])('%s is read as its bytes', (text, bytes) => {
  expect([...publicAddress(text)!]).toEqual(bytes);
});

test.each([
  ['0.0.0.0', '10.255.255.255', '100.64.0.1', '127.0.0.1', '169.254.1.1', '172.31.255.255', '192.168.0.1'],
  ['192.0.2.1', '198.19.255.255', '198.51.100.7', '203.0.113.7', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ['::', '::1', '::8.8.8.8', '64:ff9b::808:808', '100::1', '2001::1', '2001:db8::1', '2002:808:808::1'],
  ['3fff::1', '5f00::1', 'fc00::1', 'fdff::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1'],
  ['::ffff:10.0.0.1', '::ffff:7f00:1'],
])('%s and its like are nowhere', (...texts) => {
  expect(texts.map(publicAddress)).toEqual(texts.map(() => undefined));
});

test.each(['172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '198.20.0.1', '2001:200::1', '2003::1'])(
  '%s, beside a reserved block, is public',
  (text) => expect(publicAddress(text)).toBeDefined(),
);

test('any IPv6 address is read as 16 bytes or not at all', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => [4, 16, undefined].includes(publicAddress(text)?.length)),
    { numRuns: 1000 },
  );
});
