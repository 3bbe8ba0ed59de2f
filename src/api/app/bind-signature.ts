import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../model/clock.ts';
import { QiyunError } from '../../model/errors.ts';
import { equalSecrets } from '../../model/secrets.ts';

/** How far the clock of a phone may be off, either way. */
const toleranceS = 300;

/** What X-Gizwits-Timestamp says. @throws QiyunError 9043 for no seconds since the epoch, or more than 5 minutes off */
export function bindTimestamp(request: FastifyRequest, clock: Clock): string {
  const timestamp = String(request.headers['x-gizwits-timestamp']);
  const offS = Math.abs(Number(timestamp) - clock() / 1000);
  if (!/^\d{1,12}$/.test(timestamp) || offS > toleranceS) throw new QiyunError('9043');
  return timestamp;
}

/** Whoever has the product's secret can make it: lower(md5(product_secret + timestamp)) (app-open-api.md §5.1). */
export function bindSignature(productSecret: string, timestamp: string): string {
  return createHash('md5').update(`${productSecret}${timestamp}`, 'utf8').digest('hex');
}

/** @throws QiyunError 9044 when X-Gizwits-Signature is not that of the secret and the timestamp */
export function requireBindSignature(
  request: FastifyRequest,
  productSecret: string,
  timestamp: string,
): void {
  const given = String(request.headers['x-gizwits-signature']).toLowerCase();
  if (!equalSecrets(given, bindSignature(productSecret, timestamp))) throw new QiyunError('9044');
}
