import type { CodeMessage, CodeSender } from '../model/code-sender.ts';
import type { Webhook } from './webhook.ts';

/** Hands codes for phones to the operator's webhook, which sends the message. Any 2xx means that it was accepted. */
export class SmsWebhook implements CodeSender {
  readonly #webhook: Webhook;

  constructor(webhook: Webhook) {
    this.#webhook = webhook;
  }

  async send({ appid, appName, recipient, code, language, validMinutes }: CodeMessage): Promise<void> {
    const { status } = await this.#webhook.post({
      appid,
      app_name: appName,
      phone: recipient,
      code,
      lang: language,
      valid_minutes: validMinutes,
    });
    if (status < 200 || status > 299) throw new Error(`the SMS webhook answered ${status}`);
  }
}
