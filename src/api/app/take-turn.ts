import type { FastifyRequest } from 'fastify';
import { throttleKey } from '../../model/client-address.ts';
import { QiyunError } from '../../model/errors.ts';
import type { Throttle } from '../../model/throttle.ts';
import { takeTurns } from '../take-turns.ts';

/**
 * Takes a turn for the caller's address; returns what gives it back.
 * @throws QiyunError 9041 with the seconds until there is one
 */
export function takeTurn(throttle: Throttle, request: FastifyRequest): Promise<() => Promise<void>> {
  return takeTurns([[throttle, throttleKey(request.ip)]], tooOften);
}

/** What apps are told who have no turn. */
export function tooOften(retryAfterSeconds: number): QiyunError {
  return new QiyunError('9041', { retryAfterSeconds });
}
