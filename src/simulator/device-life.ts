import type { DeviceHabits } from './device-habits.ts';
import { driftStatus, startStatus } from './drift-status.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { LeavingManner, SimulatedDevice } from './simulated-device.ts';

/** Each is as likely as it is often here. */
const leavingManners: readonly LeavingManner[] = ['disconnect', 'disconnect', 'cut', 'cut', 'silence'];

/** A device with habits: it reports, raises and clears alarms, goes away and comes back. */
export class DeviceLife {
  readonly #device: SimulatedDevice;
  readonly #habits: DeviceHabits;
  readonly #random: SeededRandom;
  #next: NodeJS.Timeout | undefined;

  /** All that happens follows from `random`, but for what the server does. */
  constructor(device: SimulatedDevice, habits: DeviceHabits, random: SeededRandom) {
    this.#device = device;
    this.#habits = habits;
    this.#random = random;
    startStatus(device.status, random);
  }

  begin(): void {
    this.#device.connect();
    this.#plan(this.#habits.reportIntervalMs);
  }

  async end(): Promise<void> {
    clearTimeout(this.#next);
    await this.#device.stop();
  }

  #plan(averageMs: number): void {
    this.#next = setTimeout(() => this.#live(), averageMs * (0.5 + this.#random.next()));
  }

  #live(): void {
    const isLeaving = this.#device.isOnline && this.#random.chance(this.#habits.leaveChance);
    if (isLeaving) {
      void this.#device.leave(this.#random.pick(leavingManners));
      this.#plan(this.#habits.awayMs);
    } else {
      // Of no effect while the device is online or on its way.
      this.#device.connect();
      this.#report();
      this.#plan(this.#habits.reportIntervalMs);
    }
  }

  #report(): void {
    const changed = driftStatus(this.#device.status, this.#habits, this.#random);
    this.#device.report(changed.length > 0 ? changed.map(({ point }) => point.name) : undefined);
  }
}
