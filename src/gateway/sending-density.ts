export interface SendingRate {
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
}

/** So many seconds' worth may come at once, as after an outage that a device bridged by itself. */
export const burstS = 10;
/** A device that was cut is let in again after so long. Less than its login may take, so that it may wait for it. */
export const restMs = 8_000;

/** How densely a session sends: what comes adds up, and drains away at the rate that is allowed. Without timers. */
export class SendingDensity {
  #messages = 0;
  #bytes = 0;
  #drainedAtMs: number;

  constructor(nowMs: number) {
    this.#drainedAtMs = nowMs;
  }

  /** Whether all has drained away by now, at whatever rate. */
  isOver(nowMs: number): boolean {
    return nowMs - this.#drainedAtMs >= burstS * 1000;
  }

  /** Whether it has come to no more for as long as a device that was cut has to rest. */
  isRested(nowMs: number): boolean {
    return nowMs - this.#drainedAtMs >= restMs;
  }

  drain(nowMs: number, { messagesPerSecond, bytesPerSecond }: SendingRate): void {
    const elapsedS = (nowMs - this.#drainedAtMs) / 1000;
    this.#drainedAtMs = nowMs;
    this.#messages = Math.max(0, this.#messages - elapsedS * messagesPerSecond);
    this.#bytes = Math.max(0, this.#bytes - elapsedS * bytesPerSecond);
  }

  /** Counts one message. Returns whether it is one too many. */
  add(bytes: number, { messagesPerSecond, bytesPerSecond }: SendingRate): boolean {
    this.#messages++;
    this.#bytes += bytes;
    return this.#messages > messagesPerSecond * burstS || this.#bytes > bytesPerSecond * burstS;
  }
}
