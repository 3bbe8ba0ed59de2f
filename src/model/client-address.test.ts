import { describe, expect, it } from 'vitest';
import { siteKey, throttleKey } from './client-address.ts';

describe('throttleKey', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::5', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0'],
  ])('counts %s as %s', (address, key) => expect(throttleKey(address)).toBe(key));
});

describe('siteKey', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1'],
  ])('counts %s as %s', (address, key) => expect(siteKey(address)).toBe(key));
});
