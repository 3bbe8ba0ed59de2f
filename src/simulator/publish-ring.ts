import { generate } from 'mqtt-packet';
import type { CountedPayload } from './counted-payload.ts';

export interface PublishRingOptions {
  readonly topic: string;
  readonly payload: CountedPayload;
  /** Messages that may wait for their acknowledgement, 1 to 65,535. */
  readonly window: number;
  readonly firstCounter: number;
}

/** When messages were due, in milliseconds of one clock: the first one, and each later one `stepMs` after its neighbour. */
export interface DueTimes {
  readonly firstMs: number;
  readonly stepMs: number;
}

const slotState = { free: 0, inFlight: 1, acknowledged: 2 } as const;

/**
 * The QoS 1 publishes of one device, laid out as bytes once, each slot with a packet id of its own. To send one again
 * only its counter is patched. That is safe while the socket still owns the bytes, since a slot is used again only
 * after its acknowledgement came back.
 */
export class PublishRing {
  readonly #packets: Buffer;
  readonly #packetBytes: number;
  readonly #counterOffset: number;
  readonly #window: number;
  readonly #states: Uint8Array;
  readonly #dueMs: Float64Array;
  /** Counter of the next message. */
  #next: number;
  /** Smallest counter that is not acknowledged. */
  #oldest: number;
  #sentThrough: number;

  constructor({ topic, payload, window, firstCounter }: PublishRingOptions) {
    const packet = encodePublish(topic, payload.bytes);
    this.#packetBytes = packet.length;
    this.#counterOffset = packet.length - payload.bytes.length + payload.counterOffset;
    this.#packets = Buffer.alloc(packet.length * window, packet);
    const packetIdOffset = packet.length - payload.bytes.length - 2;
    for (let slot = 0; slot < window; slot++) {
      this.#packets.writeUInt16BE(slot + 1, slot * packet.length + packetIdOffset);
    }
    this.#window = window;
    this.#states = new Uint8Array(window);
    this.#dueMs = new Float64Array(window);
    this.#next = firstCounter;
    this.#oldest = firstCounter;
    this.#sentThrough = firstCounter - 1;
  }

  get inFlight(): number {
    return this.#next - this.#oldest;
  }

  /** How many messages may be taken at once: what the window allows, up to the ring's end. */
  get room(): number {
    return Math.min(this.#window - this.inFlight, this.#window - (this.#next % this.#window));
  }

  /** Every counter up to this one is acknowledged. */
  get acknowledgedThrough(): number {
    return this.#oldest - 1;
  }

  /** The largest counter ever sent. */
  get sentThrough(): number {
    return this.#sentThrough;
  }

  /** Bytes of the next `count` messages, for which there must be room. */
  take(count: number, due: DueTimes): Buffer {
    const first = this.#next % this.#window;
    const end = first + count;
    for (let slot = first; slot < end; slot++) {
      this.#packets.writeUInt32BE(this.#next++ >>> 0, slot * this.#packetBytes + this.#counterOffset);
      this.#states[slot] = slotState.inFlight;
      this.#dueMs[slot] = due.firstMs + (slot - first) * due.stepMs;
    }
    this.#sentThrough = Math.max(this.#sentThrough, this.#next - 1);
    return count === this.#window
      ? this.#packets
      : this.#packets.subarray(first * this.#packetBytes, end * this.#packetBytes);
  }

  /** Tells when the message was due; undefined when no such message waits for its acknowledgement. */
  acknowledge(packetId: number): number | undefined {
    const slot = packetId - 1;
    if (this.#states[slot] !== slotState.inFlight) return undefined;
    this.#states[slot] = slotState.acknowledged;
    while (
      this.#oldest < this.#next &&
      this.#states[this.#oldest % this.#window] === slotState.acknowledged
    ) {
      this.#oldest++;
    }
    return this.#dueMs[slot];
  }

  /** After a lost connection: all that was not acknowledged has to be sent again. Returns how many messages that is. */
  rewind(): number {
    const count = this.inFlight;
    this.#next = this.#oldest;
    this.#states.fill(slotState.free);
    return count;
  }
}

function encodePublish(topic: string, payload: Buffer): Buffer {
  return generate({ cmd: 'publish', topic, payload, qos: 1, messageId: 1, dup: false, retain: false });
}
