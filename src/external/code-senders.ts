import type { Clock } from '../model/clock.ts';
import type { CodeSenders } from '../model/code-sender.ts';
import { type CodeLog, LogSender } from './log-sender.ts';
import { SmsWebhook } from './sms-webhook.ts';
import { SmtpSender } from './smtp-sender.ts';
import { Webhook } from './webhook.ts';

export interface CodeSenderSettings {
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string | undefined;
  readonly smsWebhookUrl: string | undefined;
  readonly webhookSecret: string | undefined;
  readonly codesInLog: boolean;
}

/** The senders that the operator has set up; the log in place of those he has not, when he asked for that. */
export function createCodeSenders(
  { smtpUrl, mailFrom, smsWebhookUrl, webhookSecret, codesInLog }: CodeSenderSettings,
  { clock, log }: { readonly clock: Clock; readonly log: CodeLog },
): CodeSenders {
  const otherwise = codesInLog ? new LogSender(log) : undefined;
  return {
    sms:
      smsWebhookUrl && webhookSecret
        ? new SmsWebhook(new Webhook({ url: smsWebhookUrl, secret: webhookSecret, clock }))
        : otherwise,
    mail: smtpUrl && mailFrom ? new SmtpSender({ url: smtpUrl, from: mailFrom }) : otherwise,
  };
}
