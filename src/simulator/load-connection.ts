import { connect, type Socket } from 'node:net';
import { AnswerReader, answerType } from './answer-reader.ts';
import type { DueTimes, PublishRing } from './publish-ring.ts';
import type { ServerAddress } from './server-address.ts';

export interface LoadConnectionOptions {
  readonly server: ServerAddress;
  /** The CONNECT packet. */
  readonly login: Buffer;
  readonly ring: PublishRing;
  readonly onAcknowledged: (latencyMs: number) => void;
  /** All that had arrived is dealt with. */
  readonly onRead: () => void;
  /** The connection is gone after it had been established. */
  readonly onLost: (reason: string) => void;
}

const receiveBytes = 4096;

/**
 * One device of a load generator. Once begun it sends what is due and fits its window: everything, when the step between
 * messages is 0 (a closed loop), else one message per step, whatever the server does meanwhile.
 */
export class LoadConnection {
  readonly did: string;
  readonly ring: PublishRing;
  readonly #options: LoadConnectionOptions;
  #socket: Socket | undefined;
  #isEstablished = false;
  #failure = '';
  #readAtMs = 0;
  /** When the next message is due; undefined while nothing is to be sent. */
  #due: DueTimes | undefined;

  constructor(did: string, options: LoadConnectionOptions) {
    this.did = did;
    this.ring = options.ring;
    this.#options = options;
  }

  /** Rejects with the reason when the server does not let the device in. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#failure = 'closed by the server';
      this.#socket = this.#connect(resolve);
      this.#socket.on('close', () => {
        if (this.#isEstablished) this.#lose();
        else reject(new Error(this.#failure));
      });
    });
  }

  begin(due: DueTimes): void {
    this.#due = due;
    this.send(performance.now());
  }

  /** Sends nothing more; what is on its way may still be acknowledged. */
  pause(): void {
    this.#due = undefined;
  }

  send(nowMs: number): void {
    for (let count = this.#dueCount(nowMs); count > 0; count = this.#dueCount(nowMs)) {
      const { firstMs, stepMs } = this.#due!;
      this.#socket!.write(this.ring.take(count, { firstMs: stepMs === 0 ? nowMs : firstMs, stepMs }));
      if (stepMs > 0) this.#due = { firstMs: firstMs + count * stepMs, stepMs };
    }
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connect(onEstablished: () => void): Socket {
    const answers = new AnswerReader((type, word) => this.#take(type, word, onEstablished));
    const socket = connect({
      ...this.#options.server,
      noDelay: true,
      onread: {
        buffer: Buffer.alloc(receiveBytes),
        callback: (end, bytes) => this.#read(answers, bytes, end),
      },
    });
    socket.on('connect', () => socket.write(this.#options.login));
    socket.on('error', (error) => {
      this.#failure = error.message;
    });
    return socket;
  }

  #read(answers: AnswerReader, bytes: Uint8Array, end: number): boolean {
    this.#readAtMs = performance.now();
    answers.read(bytes, end);
    this.send(this.#readAtMs);
    this.#options.onRead();
    return true;
  }

  #take(type: number, word: number, onEstablished: () => void): void {
    if (type === answerType.puback) this.#acknowledge(word);
    else if (type === answerType.connack) this.#enter(word & 0xff, onEstablished);
  }

  #enter(returnCode: number, onEstablished: () => void): void {
    if (returnCode !== 0) {
      this.#failure = `refused with return code ${returnCode}`;
      this.#socket!.destroy();
      return;
    }
    this.#isEstablished = true;
    onEstablished();
  }

  #acknowledge(packetId: number): void {
    const dueMs = this.ring.acknowledge(packetId);
    if (dueMs !== undefined) this.#options.onAcknowledged(this.#readAtMs - dueMs);
  }

  #dueCount(nowMs: number): number {
    if (this.#due === undefined || !this.#isEstablished || this.ring.room === 0) return 0;
    const { firstMs, stepMs } = this.#due;
    const due = stepMs === 0 ? Number.POSITIVE_INFINITY : Math.floor((nowMs - firstMs) / stepMs) + 1;
    return Math.min(due, this.ring.room);
  }

  #lose(): void {
    this.#isEstablished = false;
    const count = this.ring.rewind();
    if (this.#due !== undefined) {
      const { firstMs, stepMs } = this.#due;
      this.#due = { firstMs: firstMs - count * stepMs, stepMs };
    }
    this.#options.onLost(this.#failure);
  }
}
