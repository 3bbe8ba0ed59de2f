import type { CodeMessage, CodeSender } from '../model/code-sender.ts';

/** Where lines go. */
export interface CodeLog {
  warn(fields: object, message: string): void;
}

/** For development: writes codes into the log, where whoever runs the server reads them. */
export class LogSender implements CodeSender {
  readonly #log: CodeLog;

  constructor(log: CodeLog) {
    this.#log = log;
  }

  async send({ appid, purpose, recipient, code }: CodeMessage): Promise<void> {
    this.#log.warn({ appid, purpose, recipient, code }, 'a verification code, in place of a message');
  }
}
