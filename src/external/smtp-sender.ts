import type { Transporter } from 'nodemailer';
import type { CodeMessage, CodeSender } from '../model/code-sender.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:port`, or `smtps://…` for TLS from the first byte. */
  readonly url: string;
  /** The sender's address, with or without a name: `Qiyun <noreply@example.com>`. */
  readonly from: string;
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 10_000;

/** Mails codes. A connection is made for each: they are few. */
export class SmtpSender implements CodeSender {
  readonly #options: SmtpOptions;
  #transport: Promise<Transporter> | undefined;

  constructor(options: SmtpOptions) {
    this.#options = options;
  }

  async send(message: CodeMessage): Promise<void> {
    this.#transport ??= openTransport(this.#options);
    const transport = await this.#transport;
    try {
      // As an object, so that it is one address whatever is in it.
      const to = { name: '', address: message.recipient };
      await transport.sendMail({ from: this.#options.from, to, ...textsOf(message) });
    } catch (error) {
      throw new Error(`SMTP: ${reasonOf(error)}`);
    }
  }
}

/** Loaded by whoever sends mail only. */
async function openTransport({ url, timeoutMs = defaultTimeoutMs }: SmtpOptions): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** What the server said may have the recipient in it; its codes do not. */
function reasonOf(error: unknown): string {
  const { code = 'failed', responseCode } = error as { code?: string; responseCode?: number };
  return responseCode === undefined ? code : `${code} ${responseCode}`;
}

function textsOf({ appName, code, language, validMinutes }: CodeMessage): { subject: string; text: string } {
  if (language === 'en') {
    return {
      subject: `${appName}: code to reset your password`,
      text: `Your code is ${code}. It is good for ${validMinutes} minutes.\n\nIf you did not ask to reset your password, ignore this mail.\n`,
    };
  }
  return {
    subject: `${appName}：重置密码验证码`,
    text: `您的验证码是 ${code}，${validMinutes} 分钟内有效。\n\n如果您没有请求重置密码，请忽略本邮件。\n`,
  };
}
