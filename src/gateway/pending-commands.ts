import { QiyunError } from '../model/errors.ts';

interface Waiter {
  resolve(): void;
  reject(error: QiyunError): void;
}

const maxSerialNumber = 0xffff_ffff;

/** The commands of one session that wait for their 0094, by serial number. Nothing in it outlives the session. */
export class PendingCommands {
  readonly #max: number;
  #waiting: Map<number, Waiter> | undefined;
  #lastSerialNumber = 0;
  /** Set once the device listens to `app2dev/<did>/#`. */
  #isListening = false;
  #listeners: Waiter[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** Reserves a serial number and a place; throws 5403 when too many commands wait already. */
  reserve(): number {
    if ((this.#waiting?.size ?? 0) >= this.#max) {
      throw new QiyunError('5403', { detail: 'too many commands are waiting for this device' });
    }
    this.#lastSerialNumber = this.#lastSerialNumber === maxSerialNumber ? 1 : this.#lastSerialNumber + 1;
    return this.#lastSerialNumber;
  }

  /** Resolves when the device acknowledges this serial number; rejects with 5403 when its connection breaks. */
  acknowledged(serialNumber: number): Promise<void> {
    this.#waiting ??= new Map();
    const waiting = this.#waiting;
    return new Promise((resolve, reject) => waiting.set(serialNumber, { resolve, reject }));
  }

  abandon(serialNumber: number): void {
    this.#waiting?.delete(serialNumber);
  }

  /** A 0094 has come. Returns whether somebody waited for it. */
  settle(serialNumber: number): boolean {
    const waiter = this.#waiting?.get(serialNumber);
    this.#waiting?.delete(serialNumber);
    waiter?.resolve();
    return waiter !== undefined;
  }

  /** Resolves when the device has subscribed to its commands; at once if it has. */
  listening(): Promise<void> {
    if (this.#isListening) return Promise.resolve();
    return new Promise((resolve, reject) => this.#listeners.push({ resolve, reject }));
  }

  setListening(isListening: boolean): void {
    this.#isListening = isListening;
    if (isListening) for (const waiter of this.#listeners.splice(0)) waiter.resolve();
  }

  breakOff(): void {
    const waiters = [...(this.#waiting?.values() ?? []), ...this.#listeners.splice(0)];
    this.#waiting = undefined;
    for (const waiter of waiters)
      waiter.reject(new QiyunError('5403', { detail: 'the connection of the device broke' }));
  }
}
