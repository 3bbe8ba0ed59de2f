import { type ErrorCode, QiyunError } from '../model/errors.ts';

/** The end of a channel between two processes of the server, as node:child_process has it on both sides. */
export interface Channel {
  post(message: unknown): void;
  /** Called with every message from the other side. */
  onMessage(listener: (message: unknown) => void): void;
}

type Method = (...args: never[]) => Promise<unknown>;
/** What one side lets the other call. */
export type Methods = Readonly<Record<string, Method>>;

interface CallMessage {
  readonly call: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

interface AnswerMessage {
  readonly answer: number;
  readonly value?: unknown;
  readonly error?: { readonly code: ErrorCode; readonly detail: string; readonly status: number };
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Calls from one process of the server to another, both ways over one channel, answered in any order. */
export class ProcessLink<Remote extends Methods> {
  readonly #channel: Channel;
  readonly #own: Methods;
  readonly #waiting = new Map<number, Waiting>();
  #lastCall = 0;
  #isBroken = false;

  constructor(channel: Channel, own: Methods) {
    this.#channel = channel;
    this.#own = own;
    channel.onMessage((message) => this.#receive(message as CallMessage | AnswerMessage));
  }

  call<Name extends keyof Remote & string>(
    method: Name,
    ...args: Parameters<Remote[Name]>
  ): Promise<Awaited<ReturnType<Remote[Name]>>> {
    if (this.#isBroken) return Promise.reject(brokenLink());
    const call = ++this.#lastCall;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve: resolve as (value: unknown) => void, reject });
      this.#channel.post({ call, method, args } satisfies CallMessage);
    });
  }

  /** The other side is gone: nothing that waits will be answered. */
  break(): void {
    this.#isBroken = true;
    for (const { reject } of this.#waiting.values()) reject(brokenLink());
    this.#waiting.clear();
  }

  #receive(message: CallMessage | AnswerMessage): void {
    if ('call' in message) void this.#answer(message);
    else this.#settle(message);
  }

  async #answer({ call, method, args }: CallMessage): Promise<void> {
    let answer: AnswerMessage;
    try {
      answer = { answer: call, value: await this.#own[method]!(...(args as never[])) };
    } catch (error) {
      const known = error instanceof QiyunError ? error : new QiyunError('5409', { cause: error });
      answer = { answer: call, error: { code: known.code, detail: known.detail, status: known.status } };
    }
    if (!this.#isBroken) this.#channel.post(answer);
  }

  #settle({ answer, value, error }: AnswerMessage): void {
    const waiting = this.#waiting.get(answer);
    this.#waiting.delete(answer);
    if (error) waiting?.reject(new QiyunError(error.code, { detail: error.detail, status: error.status }));
    else waiting?.resolve(value);
  }
}

function brokenLink(): QiyunError {
  return new QiyunError('5409', { status: 503, retryAfterSeconds: 1, detail: 'a server process has ended' });
}
