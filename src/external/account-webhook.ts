import type { AccountVerifier, ShownAccount } from '../model/account-verifier.ts';
import type { Clock } from '../model/clock.ts';
import { Webhook } from './webhook.ts';

export interface AccountVerifierSettings {
  readonly accountWebhookUrl: string | undefined;
  readonly webhookSecret: string | undefined;
}

const uidLengthMax = 128;

/**
 * Asks the operator's webhook whether an account of somebody else's is what an app says it is: 2xx with `{"uid": …}` says
 * by what it is known, 4xx refuses it.
 */
export class AccountWebhook implements AccountVerifier {
  readonly #webhook: Webhook;

  constructor(webhook: Webhook) {
    this.#webhook = webhook;
  }

  async verify({ appid, src, uid, token, tokenSecret }: ShownAccount): Promise<string | undefined> {
    const { status, text } = await this.#webhook.post({ appid, src, uid, token, token_secret: tokenSecret });
    if (status >= 400 && status <= 499) return undefined;
    if (status < 200 || status > 299) throw new Error(`the account webhook answered ${status}`);
    return uidIn(text);
  }
}

function uidIn(text: string): string {
  const { uid } = parseObject(text);
  if (typeof uid === 'string' && uid.length <= uidLengthMax && /^[^\p{Cc}\p{Cs}]+$/u.test(uid)) return uid;
  throw new Error('the account webhook answered no uid');
}

function parseObject(text: string): { readonly uid?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Undefined when the operator has set up none. */
export function createAccountVerifier(
  { accountWebhookUrl: url, webhookSecret: secret }: AccountVerifierSettings,
  clock: Clock,
): AccountVerifier | undefined {
  return url && secret ? new AccountWebhook(new Webhook({ url, secret, clock })) : undefined;
}
