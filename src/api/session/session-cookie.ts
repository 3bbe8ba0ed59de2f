import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionLongestMs } from '../../store/console-sessions.ts';

/** By https: no other host, not even a neighbour below the same domain, and no page without TLS can set it. */
const hostName = '__Host-qiyun_session';
const plainName = 'qiyun_session';
const hostToken = tokenAfter(hostName);
const plainToken = tokenAfter(plainName);

/**
 * The token in the session's cookie. Undefined where the cookie does not count: beside what programs show to be let in, and
 * in a request that a browser says comes from somebody else's page.
 */
export function sessionTokenIn({ headers, protocol }: FastifyRequest): string | undefined {
  const { cookie, authorization } = headers;
  if (cookie === undefined || authorization !== undefined) return undefined;
  if (/^(cross|same)-site$/.test(String(headers['sec-fetch-site']))) return undefined;
  if (Object.keys(headers).some((name) => name.startsWith('x-gizwits-'))) return undefined;
  // A proxy may speak https, and not tell: then the one that others cannot set comes first.
  const found = hostToken.exec(cookie) ?? (protocol === 'https' ? null : plainToken.exec(cookie));
  return found?.[1];
}

function tokenAfter(name: string): RegExp {
  return new RegExp(`(?:^|;) *${name}=([0-9a-f]{64}) *(?:;|$)`);
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.header('set-cookie', cookieOf(request, token, sessionLongestMs / 1000));
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('set-cookie', cookieOf(request, '', 0));
}

function cookieOf(request: FastifyRequest, token: string, maxAgeS: number): string {
  const attributes = `Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict`;
  if (!isByHttps(request)) return `${plainName}=${token}; ${attributes}`;
  return `${hostName}=${token}; ${attributes}; Secure`;
}

/** A browser tells the origin of its page with whatever is not `GET`. */
function isByHttps({ protocol, headers }: FastifyRequest): boolean {
  return protocol === 'https' || headers.origin?.startsWith('https://') === true;
}
