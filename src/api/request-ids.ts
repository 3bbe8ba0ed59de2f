import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createAddressList, isListed } from './address-list.ts';

/** What others may put into our log. */
const acceptable = /^[\w.:/+=@-]{1,128}$/;

/**
 * The id of a request: what a trusted proxy calls it by `X-Request-Id`, or one of our own, unique among processes and
 * restarts: a random part per process and a count.
 */
export function requestIds(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const proxies = createAddressList(trustedProxies);
  const prefix = randomBytes(6).toString('hex');
  let count = 0;
  return ({ headers, socket }) => {
    const given = headers['x-request-id'];
    if (typeof given === 'string' && acceptable.test(given) && isListed(proxies, socket.remoteAddress ?? ''))
      return given;
    return `${prefix}-${(++count).toString(36)}`;
  };
}
