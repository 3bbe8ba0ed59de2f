import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { isListed } from './address-list.ts';

/** The address of the caller: the last one in X-Forwarded-For that none of these proxies has written of another. */
export function forwardedAddress({ socket, headers }: IncomingMessage, proxies: BlockList): string {
  const hops = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  let address = socket.remoteAddress ?? '';
  for (let hop = hops.pop(); hop !== undefined && isListed(proxies, address); hop = hops.pop()) address = hop;
  return address;
}
