import type { FastifyRequest } from 'fastify';
import { throttleKey } from '../../model/client-address.ts';
import type { CodeMessage, CodeSender } from '../../model/code-sender.ts';
import { QiyunError } from '../../model/errors.ts';
import { codeLifetimeMs, newCode } from '../../store/verification-codes.ts';
import { type Turn, takeTurns } from '../take-turns.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { tooOften } from './take-turn.ts';

type Services = Pick<AppServices, 'codes' | 'senders' | 'throttles' | 'clock'>;

export type WantedCode = Pick<CodeMessage, 'purpose' | 'recipient' | 'language'>;

const senderNames = { phone: 'sms', reset_password: 'mail' } as const;

/**
 * Sends a code for the calling app. It is good only once it has been handed over.
 * @throws QiyunError 9037 nobody sends codes here, or it could not be sent; 9041 too many codes
 */
export async function sendCode(
  services: Services,
  request: FastifyRequest,
  { language, ...wanted }: WantedCode,
): Promise<void> {
  const { appid, enterpriseId, name: appName } = callingApp.get(request)!;
  const { purpose, recipient } = wanted;
  const sender = services.senders[senderNames[purpose]];
  if (!sender) throw new QiyunError('9037', { detail: `no ${senderNames[purpose]} sender is set up` });
  const { codesFromAddress, codesOfApp, codesToRecipient } = services.throttles;
  const turns: Turn[] = [
    [codesFromAddress, throttleKey(request.ip)],
    [codesToRecipient, `${enterpriseId}/${recipient}`],
    [codesOfApp, appid],
  ];
  await takeTurns(turns, tooOften);
  const code = newCode();
  const validMinutes = codeLifetimeMs / 60_000;
  await handOver(sender, { appid, appName, purpose, recipient, code, language, validMinutes });
  await services.codes.keep({ appid, ...wanted }, code, services.clock());
}

async function handOver(sender: CodeSender, message: CodeMessage): Promise<void> {
  try {
    await sender.send(message);
  } catch (cause) {
    throw new QiyunError('9037', { detail: 'the code could not be handed over', cause });
  }
}
