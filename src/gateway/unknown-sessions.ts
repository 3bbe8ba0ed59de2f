import { throttleKey } from '../model/client-address.ts';
import { CountByKey } from '../model/count-by-key.ts';
import type { DeviceSession } from './device-session.ts';

/** Sessions that have not logged in yet, counted by address. */
export class UnknownSessions {
  readonly #counts = new CountByKey();
  readonly #keys = new Map<DeviceSession, string>();

  add(session: DeviceSession): void {
    const key = throttleKey(session.remoteAddress);
    this.#keys.set(session, key);
    this.#counts.add(key);
  }

  /** The device of the session is known, or it has ended. */
  remove(session: DeviceSession): void {
    const key = this.#keys.get(session);
    if (key === undefined) return;
    this.#keys.delete(session);
    this.#counts.remove(key);
  }

  /** How many others there are of its address. */
  countBeside(session: DeviceSession): number {
    return this.#counts.of(this.#keys.get(session)!) - 1;
  }
}
