import { QiyunError } from '../model/errors.ts';

interface Waiter {
  readonly until: 'subscribed' | 'acknowledged';
  resolve(): void;
  reject(error: QiyunError): void;
}

const maxSerialNumber = 0xffff_ffff;

/** The commands of one session that somebody waits for, by serial number. Nothing in it outlives the session. */
export class PendingCommands {
  readonly #max: number;
  /** Undefined: it waits for nothing of the device at the moment. */
  #pending: Map<number, Waiter | undefined> | undefined;
  #lastSerialNumber = 0;
  /** Set once the device listens to `app2dev/<did>/#`. */
  #isListening = false;

  constructor(max: number) {
    this.#max = max;
  }

  /** Reserves a serial number and a place, until it is abandoned; throws 5403 when too many commands wait already. */
  reserve(): number {
    this.#pending ??= new Map();
    if (this.#pending.size >= this.#max) {
      throw new QiyunError('5403', { detail: 'too many commands are waiting for this device' });
    }
    this.#lastSerialNumber = this.#lastSerialNumber === maxSerialNumber ? 1 : this.#lastSerialNumber + 1;
    this.#pending.set(this.#lastSerialNumber, undefined);
    return this.#lastSerialNumber;
  }

  /**
   * Resolves when the device has subscribed to its commands; at once if it has. Rejects with 5403 when its connection
   * breaks or the command is abandoned first: it must not be sent any more (contract.md §5).
   */
  async subscribed(serialNumber: number): Promise<void> {
    if (!this.#isListening) await this.#wait(serialNumber, 'subscribed');
    // It may be gone since, by what has arrived together with the subscription.
    if (!this.#pending?.has(serialNumber)) throw gone();
  }

  /** Resolves when the device acknowledges this serial number; rejects with 5403 when its connection breaks. */
  acknowledged(serialNumber: number): Promise<void> {
    return this.#wait(serialNumber, 'acknowledged');
  }

  /** Nobody waits for it any more. To be called for each that was reserved. */
  abandon(serialNumber: number): void {
    const waiter = this.#pending?.get(serialNumber);
    this.#pending?.delete(serialNumber);
    waiter?.reject(gone());
  }

  /** A 0094 has come. */
  settle(serialNumber: number): void {
    const waiter = this.#pending?.get(serialNumber);
    if (waiter?.until === 'acknowledged') waiter.resolve();
  }

  setListening(isListening: boolean): void {
    this.#isListening = isListening;
    if (!isListening || !this.#pending) return;
    for (const waiter of this.#pending.values()) if (waiter?.until === 'subscribed') waiter.resolve();
  }

  breakOff(): void {
    const waiters = this.#pending?.values() ?? [];
    this.#pending = undefined;
    for (const waiter of waiters) waiter?.reject(gone());
  }

  #wait(serialNumber: number, until: Waiter['until']): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#pending?.has(serialNumber)) this.#pending.set(serialNumber, { until, resolve, reject });
      else reject(gone());
    });
  }
}

function gone(): QiyunError {
  return new QiyunError('5403', { detail: 'the connection of the device broke' });
}
