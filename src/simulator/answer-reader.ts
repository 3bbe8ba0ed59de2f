/** First byte of the packets that answer CONNECT and a QoS 1 PUBLISH. */
export const answerType = { connack: 0x20, puback: 0x40 } as const;

/** Gets each packet's first byte, and its first two body bytes as a number: the packet id of a PUBACK. */
export type AnswerHandler = (type: number, word: number) => void;

/** Reads what a server sends, byte by byte and without keeping any: packets may be cut anywhere. */
export class AnswerReader {
  readonly #handle: AnswerHandler;
  #type = 0;
  #length = 0;
  #lengthUnit = 1;
  /** Body bytes read; -1 within the length, -2 before the packet. */
  #position = -2;
  #word = 0;

  constructor(handle: AnswerHandler) {
    this.#handle = handle;
  }

  read(bytes: Uint8Array, end: number): void {
    for (let at = 0; at < end; at++) {
      const byte = bytes[at]!;
      if (this.#position === -2 && byte === answerType.puback && at + 3 < end && bytes[at + 1] === 2) {
        // Nearly every packet is a whole PUBACK: a load generator has to be quick with it.
        this.#handle(byte, (bytes[at + 2]! << 8) | bytes[at + 3]!);
        at += 3;
        continue;
      }
      if (this.#position >= 0) this.#takeBody(byte);
      else if (this.#position === -1) this.#takeLength(byte);
      else this.#begin(byte);
    }
  }

  #begin(type: number): void {
    this.#type = type;
    this.#length = 0;
    this.#lengthUnit = 1;
    this.#word = 0;
    this.#position = -1;
  }

  #takeLength(byte: number): void {
    this.#length += (byte & 0x7f) * this.#lengthUnit;
    this.#lengthUnit *= 128;
    if (byte >= 0x80) return;
    this.#position = 0;
    if (this.#length === 0) this.#finish();
  }

  #takeBody(byte: number): void {
    if (this.#position < 2) this.#word = (this.#word << 8) | byte;
    if (++this.#position === this.#length) this.#finish();
  }

  #finish(): void {
    this.#position = -2;
    this.#handle(this.#type, this.#word);
  }
}
