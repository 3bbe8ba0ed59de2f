import { Server } from 'node:net';
import { type ErrorCode, QiyunError } from '../model/errors.ts';

/** The end of a channel between two processes of the server, as node:child_process has it on both sides. */
export interface Channel {
  /** A listening socket may go along. */
  post(message: object, socket?: Server): void;
  /** Called with every message from the other side. */
  onMessage(listener: (message: unknown, socket?: unknown) => void): void;
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
  readonly error?: SentError;
}

/** What the other side keeps of an error: all that a caller is told of it, and for the log what really happened. */
interface SentError {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly status: number;
  readonly retryAfterSeconds?: number;
  readonly cause: string;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Calls from one process of the server to another, both ways over one channel, answered in any order. A method is run in
 * the turn of the event loop in which its call arrives. The last argument may be a listening server, whose socket both
 * processes have afterwards.
 */
export class ProcessLink<Remote extends Methods> {
  readonly #channel: Channel;
  readonly #own: Methods;
  readonly #waiting = new Map<number, Waiting>();
  #lastCall = 0;
  #isBroken = false;

  constructor(channel: Channel, own: Methods) {
    this.#channel = channel;
    this.#own = own;
    channel.onMessage((message, socket) => this.#receive(message as CallMessage | AnswerMessage, socket));
  }

  call<Name extends keyof Remote & string>(
    method: Name,
    ...args: Parameters<Remote[Name]>
  ): Promise<Awaited<ReturnType<Remote[Name]>>> {
    if (this.#isBroken) return Promise.reject(brokenLink());
    const call = ++this.#lastCall;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve: resolve as (value: unknown) => void, reject });
      const socket: unknown = args.at(-1);
      if (socket instanceof Server) this.#channel.post({ call, method, args: args.slice(0, -1) }, socket);
      else this.#channel.post({ call, method, args });
    });
  }

  /** The other side is gone: nothing that waits will be answered. */
  break(): void {
    this.#isBroken = true;
    for (const { reject } of this.#waiting.values()) reject(brokenLink());
    this.#waiting.clear();
  }

  #receive(message: CallMessage | AnswerMessage, socket: unknown): void {
    if ('call' in message) void this.#answer(message, socket);
    else this.#settle(message);
  }

  async #answer({ call, method, args: sent }: CallMessage, socket: unknown): Promise<void> {
    let answer: AnswerMessage;
    try {
      const args = socket === undefined ? sent : [...sent, socket];
      answer = { answer: call, value: await this.#own[method]!(...(args as never[])) };
    } catch (error) {
      answer = { answer: call, error: asSent(error) };
    }
    if (!this.#isBroken) this.#channel.post(answer);
  }

  #settle({ answer, value, error }: AnswerMessage): void {
    const waiting = this.#waiting.get(answer);
    this.#waiting.delete(answer);
    if (error) waiting?.reject(new QiyunError(error.code, error));
    else waiting?.resolve(value);
  }
}

function asSent(error: unknown): SentError {
  const { code, detail, status, retryAfterSeconds, cause } =
    error instanceof QiyunError ? error : new QiyunError('5409', { cause: error });
  return {
    code,
    detail,
    status,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? ''),
  };
}

function brokenLink(): QiyunError {
  return new QiyunError('5409', { status: 503, retryAfterSeconds: 1, detail: 'a server process has ended' });
}
