import type { FastifyRequest } from 'fastify';
import { throttleKey } from '../../model/client-address.ts';
import { QiyunError } from '../../model/errors.ts';
import type { Throttle } from '../../model/throttle.ts';
import { guess, type Turn, takeTurns } from '../take-turns.ts';

/**
 * Takes a turn for the caller's address.
 * @throws QiyunError 9041 with the seconds until there is one
 */
export function takeTurn(throttle: Throttle, request: FastifyRequest): Promise<void> {
  return takeTurns([turnOf(throttle, request)], tooOften);
}

/**
 * Counts what the caller guesses by his address.
 * @throws QiyunError 9041 with the seconds until he may try again
 */
export function guessFrom<T>(
  request: FastifyRequest,
  throttle: Throttle,
  attempt: () => Promise<T>,
): Promise<T> {
  return guess({ turns: [turnOf(throttle, request)], refusal: tooOften, attempt });
}

function turnOf(throttle: Throttle, request: FastifyRequest): Turn {
  return [throttle, throttleKey(request.ip)];
}

/** What apps are told who have no turn. */
export function tooOften(retryAfterSeconds: number): QiyunError {
  return new QiyunError('9041', { retryAfterSeconds });
}
