import type { FastifyRequest } from 'fastify';
import { QiyunError } from '../../model/errors.ts';
import type { Throttle } from '../../model/throttle.ts';
import { throttleKey } from '../client-address.ts';

/**
 * Takes a turn for the caller's address; returns what gives it back.
 * @throws QiyunError 9041 with the seconds until there is one
 */
export async function takeTurn(throttle: Throttle, request: FastifyRequest): Promise<() => Promise<void>> {
  const key = throttleKey(request.ip);
  const retryAfterSeconds = await throttle.take(key);
  if (retryAfterSeconds > 0) throw new QiyunError('9041', { retryAfterSeconds });
  return async () => throttle.giveBack(key);
}
