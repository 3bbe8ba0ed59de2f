import { isIP } from 'node:net';

/** One address or a block of addresses, as allow-lists name them. */
export interface IpRange {
  readonly address: string;
  /** Leading bits that count; all of them for a single address. */
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

const families = { 4: { family: 'ipv4', bits: 32 }, 6: { family: 'ipv6', bits: 128 } } as const;

/** Reads an address or a CIDR block, IPv4 or IPv6 (contract.md §4, 5012); undefined when the text is neither. */
export function parseIpRange(text: string): IpRange | undefined {
  const match = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(text);
  const [address = '', prefixText] = match?.slice(1) ?? [];
  const version = isIP(address);
  if (version !== 4 && version !== 6) return undefined;
  const { family, bits } = families[version];
  const prefix = prefixText === undefined ? bits : Number(prefixText);
  return prefix <= bits ? { address, prefix, family } : undefined;
}
