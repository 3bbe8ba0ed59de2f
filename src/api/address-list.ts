import { BlockList, isIP } from 'node:net';
import { plainAddress } from '../model/client-address.ts';
import { parseIpRange } from '../model/ip-range.ts';

/** A list of addresses and CIDR blocks, IPv4 and IPv6, to look callers up in. What is neither lists nobody. */
export function createAddressList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of entries.map(parseIpRange)) {
    if (range) list.addSubnet(range.address, range.prefix, range.family);
  }
  return list;
}

/** A proxy may pass on what is no address at all: that is on no list. */
export function isListed(list: BlockList, address: string): boolean {
  const plain = plainAddress(address);
  const version = isIP(plain);
  return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
}
