import { BlockList, isIP } from 'node:net';

/**
 * Addresses that are nowhere in particular: what IANA's special-purpose registries reserve (RFC 6890 and its updates),
 * IPv6 outside global unicast, and tunnels, whose address says where the relay is registered.
 */
const nowhere = {
  ipv4: [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ],
  ipv6: [
    ['::', 3],
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
    ['4000::', 2],
    ['8000::', 1],
  ],
} as const;

/** One list for each family: a single one would take IPv4 addresses for IPv6 ones below `::/3`. */
const nowhereIpv4 = new BlockList();
for (const [address, prefix] of nowhere.ipv4) nowhereIpv4.addSubnet(address, prefix, 'ipv4');
const nowhereIpv6 = new BlockList();
for (const [address, prefix] of nowhere.ipv6) nowhereIpv6.addSubnet(address, prefix, 'ipv6');

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/**
 * The bytes of a public address in network byte order: 4, or 16. An IPv4 address inside an IPv6 one (`::ffff:1.2.3.4`)
 * is taken for what it is. Undefined for text that is no address, and for addresses that are private, reserved or of
 * a tunnel.
 */
export function publicAddress(text: string): Uint8Array | undefined {
  switch (isIP(text)) {
    case 4:
      return publicIpv4(text);
    case 6:
      return publicIpv6(text.replace(/%.*$/, ''));
    default:
      return undefined;
  }
}

function publicIpv4(text: string): Uint8Array | undefined {
  return nowhereIpv4.check(text, 'ipv4') ? undefined : bytesOfIpv4(text);
}

function publicIpv6(text: string): Uint8Array | undefined {
  const bytes = bytesOfIpv6(text);
  if (mappedPrefix.every((byte, at) => byte === bytes[at])) return publicIpv4(bytes.subarray(12).join('.'));
  return nowhereIpv6.check(text, 'ipv6') ? undefined : bytes;
}

function bytesOfIpv4(text: string): Uint8Array {
  return Uint8Array.from(text.split('.'), Number);
}

function bytesOfIpv6(text: string): Uint8Array {
  const [before = [], after = []] = text.split('::').map(bytesOfGroups);
  const zeros = Array<number>(16 - before.length - after.length).fill(0);
  return Uint8Array.of(...before, ...zeros, ...after);
}

/** `1:2:1.2.3.4` */
function bytesOfGroups(groups: string): number[] {
  if (groups === '') return [];
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return [...bytesOfIpv4(group)];
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
