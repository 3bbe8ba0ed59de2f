import { isIPv6 } from 'node:net';

/**
 * The address without what the socket adds: an IPv4 client of a socket that listens on IPv6 too appears as
 * `::ffff:192.0.2.1`, a neighbour with the name of our network interface as `fe80::1%eth0`.
 */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address.split('%', 1)[0]!;
}

/**
 * Whom to count an address for: itself, or for IPv6 the network of 64 bits that any single customer has at least, so
 * that nobody gets another allowance with each of his addresses.
 */
export function throttleKey(address: string): string {
  return networkOf(address, 4);
}

/**
 * Whom to count an address for where many networks of one customer would do harm: for IPv6 the 48 bits that one customer has at
 * most.
 */
export function siteKey(address: string): string {
  return networkOf(address, 3);
}

/** @param groups of 16 bits, of an IPv6 address */
function networkOf(address: string, groups: number): string {
  const plain = plainAddress(address);
  return isIPv6(plain) ? expandIPv6(plain).slice(0, groups).join(':') : plain;
}

function expandIPv6(address: string): string[] {
  const [head = '', tail = ''] = address.split('::');
  const [left, right] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16).toString(16));
}

function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':');
}
