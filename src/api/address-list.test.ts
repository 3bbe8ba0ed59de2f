import { describe, expect, it } from 'vitest';
import { createAddressList, isListed } from './address-list.ts';

describe('isListed', () => {
  it('finds nobody in a list of nonsense', () => {
    const list = createAddressList(['here', '198.51.100.0/33', '', '2001:db8::/129']);
    expect(isListed(list, '198.51.100.7')).toBe(false);
    expect(isListed(list, '2001:db8::1')).toBe(false);
  });

  it('takes /0 as everybody of its family', () => {
    const list = createAddressList(['0.0.0.0/0']);
    expect([isListed(list, '198.51.100.7'), isListed(list, '2001:db8::1')]).toEqual([true, false]);
  });

  it.each(['unknown', '', '198.51.100.7:4711'])('finds no %j, as a proxy may call its client', (address) =>
    expect(isListed(createAddressList(['0.0.0.0/0', '::/0']), address)).toBe(false),
  );

  it('finds a neighbour whatever the interface is called', () => {
    expect(isListed(createAddressList(['fe80::/10']), 'fe80::1%eth0')).toBe(true);
  });
});
