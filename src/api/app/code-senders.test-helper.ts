import type { CodeMessage, CodeSender } from '../../model/code-sender.ts';

/** Keeps what it is given to send, unless it is told to fail. */
export class StandInSender implements CodeSender {
  readonly sent: CodeMessage[] = [];
  failure: Error | undefined;

  async send(message: CodeMessage): Promise<void> {
    this.sent.push(message);
    if (this.failure) throw this.failure;
  }

  get lastCode(): string {
    return this.sent.at(-1)!.code;
  }
}
