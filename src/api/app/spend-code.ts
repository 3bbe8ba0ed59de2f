import type { FastifyRequest } from 'fastify';
import type { CodeScope } from '../../store/verification-codes.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { guessFrom } from './take-turn.ts';

export interface ShownCode extends Omit<CodeScope, 'appid'> {
  readonly code: string;
}

/** Uses up a code that the calling app has had sent. @throws QiyunError 9009 too late, 9010 wrong, 9041 too many attempts */
export function spendCode(
  { codes, throttles, clock }: Pick<AppServices, 'codes' | 'throttles' | 'clock'>,
  request: FastifyRequest,
  { code, ...scope }: ShownCode,
): Promise<void> {
  const { appid } = callingApp.get(request)!;
  return guessFrom(request, throttles.failedAttempts, () => codes.spend({ appid, ...scope }, code, clock()));
}
