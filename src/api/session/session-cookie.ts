import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionLongestMs } from '../../store/console-sessions.ts';

/**
 * The token in the session's cookie. Undefined where the cookie does not count: beside what programs show to be let in, and
 * in a request that a browser says comes from somebody else's page.
 */
export function sessionTokenIn({ headers }: FastifyRequest): string | undefined {
  const { cookie, authorization } = headers;
  if (cookie === undefined || authorization !== undefined) return undefined;
  if (/^(cross|same)-site$/.test(String(headers['sec-fetch-site']))) return undefined;
  if (Object.keys(headers).some((name) => name.startsWith('x-gizwits-'))) return undefined;
  return /(?:^|;) *qiyun_session=([0-9a-f]{64}) *(?:;|$)/.exec(cookie)?.[1];
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.header('set-cookie', cookieOf(request, token, sessionLongestMs / 1000));
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('set-cookie', cookieOf(request, '', 0));
}

function cookieOf({ protocol }: FastifyRequest, token: string, maxAgeS: number): string {
  const secure = protocol === 'https' ? '; Secure' : '';
  return `qiyun_session=${token}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure}`;
}
