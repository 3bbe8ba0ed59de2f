import type { FastifyRequest } from 'fastify';
import { invalidField } from '../../model/errors.ts';
import type { Signature } from '../../model/sign-token.ts';

const digest = /^[0-9a-f]{64}$/i;
const wellFormed = {
  'x-sign-method': /^sha256$/i,
  'x-sign-nonce': /^[0-9A-Za-z]{1,32}$/,
  'x-sign-token': digest,
  'x-sign-etag': digest,
} as const;

/**
 * What the request is signed with, its body included where it has one (device-cloud.md §4.4).
 *
 * @throws QiyunError 5002 that names the header
 */
export function readSignature({ headers, body, ip }: FastifyRequest): Signature {
  const read = (name: keyof typeof wellFormed): string => {
    const value = headers[name];
    if (typeof value !== 'string') throw invalidField(name, 'missing');
    if (!wellFormed[name].test(value)) throw invalidField(name, 'not well-formed');
    return value;
  };
  read('x-sign-method');
  const signature = {
    nonce: read('x-sign-nonce'),
    token: read('x-sign-token').toLowerCase(),
    over: 'http',
    clientAddress: ip,
  } as const;
  if (typeof body !== 'string') return signature;
  return { ...signature, posted: { body, signature: read('x-sign-etag').toLowerCase() } };
}
