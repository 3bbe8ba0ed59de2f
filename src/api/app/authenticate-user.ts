import type { FastifyRequest } from 'fastify';
import { QiyunError } from '../../model/errors.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { takeTurn } from './take-turn.ts';

/** What the header `X-Gizwits-User-token` has. */
export function userTokenIn(request: FastifyRequest): string {
  return String(request.headers['x-gizwits-user-token']);
}

type Services = Pick<AppServices, 'tokens' | 'activity' | 'throttles' | 'calendar' | 'clock'>;

/**
 * The uid of the user whose token the header `X-Gizwits-User-token` has; notes that he is there today. A token is good
 * for the app it was given to (app-open-api.md §5.1).
 * @throws QiyunError 9004 missing, unknown, another app's, or expired; 9041 after too many of these from one address
 */
export async function authenticateUser(
  { tokens, activity, throttles, calendar, clock }: Services,
  request: FastifyRequest,
): Promise<string> {
  const { appid } = callingApp.get(request)!;
  const token = await tokens.find(userTokenIn(request));
  const nowMs = clock();
  if (token?.appid !== appid || Math.floor(nowMs / 1000) > token.expiredAtS) {
    await takeTurn(throttles.failedAttempts, request);
    throw new QiyunError('9004');
  }
  await activity.record(token.uid, appid, calendar.dateOf(nowMs));
  return token.uid;
}
