import { QiyunError } from '../../model/errors.ts';
import { EventStream } from './event-stream.ts';

export interface EventStreamLimits {
  readonly maxStreams: number;
  readonly maxStreamsPerOwner: number;
  readonly beatMs: number;
  /** How often it is asked whether the owner still may listen. */
  readonly checkMs: number;
}

/** Of one process. */
const defaultLimits: EventStreamLimits = {
  maxStreams: 2_000,
  maxStreamsPerOwner: 32,
  beatMs: 15_000,
  checkMs: 60_000,
};

export interface EventStreamOwner {
  /** Whom streams are counted for. */
  readonly name: string;
  /** Rejects when he may listen no longer. */
  check(): Promise<unknown>;
}

/** All event streams of this process. */
export class EventStreams {
  readonly #limits: EventStreamLimits;
  readonly #owners = new Map<EventStream, EventStreamOwner>();
  readonly #timers: readonly NodeJS.Timeout[];
  #isClosed = false;

  constructor(limits: Partial<EventStreamLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
    this.#timers = [
      setInterval(() => this.#beat(), this.#limits.beatMs),
      setInterval(() => this.#check(), this.#limits.checkMs),
    ].map((timer) => timer.unref());
  }

  get size(): number {
    return this.#owners.size;
  }

  /** @throws QiyunError 5013 when there are too many, 5409 when the server stops */
  open(owner: EventStreamOwner): EventStream {
    if (this.#isClosed) throw new QiyunError('5409', { status: 503, retryAfterSeconds: 1 });
    const ofOwner = [...this.#owners.values()].filter(({ name }) => name === owner.name).length;
    if (this.#owners.size >= this.#limits.maxStreams || ofOwner >= this.#limits.maxStreamsPerOwner)
      throw new QiyunError('5013', {
        status: 429,
        retryAfterSeconds: 5,
        detail: 'too many event streams are open',
      });
    const stream = new EventStream();
    this.#owners.set(stream, owner);
    stream.once('close', () => this.#owners.delete(stream));
    return stream;
  }

  /** Ends all of them; there will be no others. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const stream of this.#owners.keys()) stream.finish();
  }

  #beat(): void {
    for (const stream of this.#owners.keys()) stream.beat();
  }

  #check(): void {
    for (const [stream, owner] of this.#owners) owner.check().catch(() => stream.finish());
  }
}
