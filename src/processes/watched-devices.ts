import type { DeviceEvent, DeviceEventSink, DeviceListener, DeviceWatch } from '../model/device-event.ts';

/** The way to the other processes of the installation. */
export interface WatchLink {
  /** Resolves when all processes know whether this one wants events of these devices. */
  watch(deviceIds: readonly number[], isWatched: boolean): Promise<void>;
  /** Tells them events of devices that are watched elsewhere. */
  publish(events: readonly DeviceEvent[]): Promise<void>;
}

/** Events that wait for the other processes; with more of them those are lost for which they wait longest. */
const maxUnsent = 50_000;

/** The devices that are watched, as one process knows them, and the events that it has of them. */
export class WatchedDevices implements DeviceEventSink, DeviceWatch {
  readonly #link: WatchLink;
  readonly #watchedOrNot: (deviceId: number) => void;
  readonly #listeners = new Map<number, Set<DeviceListener>>();
  /** Devices that other processes want to know of. */
  readonly #elsewhere = new Set<number>();
  /** Resolves when the other processes know all that is watched here. */
  #known: Promise<unknown> = Promise.resolve();
  #unsent: DeviceEvent[] = [];
  #isSending = false;

  /** @param watchedOrNot is told of a device that somebody watches from now on, or nobody any more */
  constructor(link: WatchLink, watchedOrNot: (deviceId: number) => void = () => {}) {
    this.#link = link;
    this.#watchedOrNot = watchedOrNot;
  }

  isWatched(deviceId: number): boolean {
    return this.#listeners.has(deviceId) || this.#elsewhere.has(deviceId);
  }

  /** How many watch the device; of other processes no more is known than that some do, which counts as one. */
  watcherCount(deviceId: number): number {
    return (this.#listeners.get(deviceId)?.size ?? 0) + (this.#elsewhere.has(deviceId) ? 1 : 0);
  }

  publish(event: DeviceEvent): void {
    this.#tell(event);
    if (!this.#elsewhere.has(event.deviceId)) return;
    if (this.#unsent.length >= maxUnsent) this.#unsent.shift();
    this.#unsent.push(event);
    if (!this.#isSending) void this.#send();
  }

  /**
   * Sends what waits behind what is under way. To be called before another process may have something to tell of a device:
   * then whoever hears of both hears this first, however slow the process is that keeps the rest waiting.
   */
  flush(): void {
    if (this.#unsent.length > 0) this.#link.publish(this.#unsent.splice(0)).catch(() => {});
  }

  async watch(deviceIds: readonly number[], listener: DeviceListener): Promise<void> {
    const added = deviceIds.filter((deviceId) => this.#add(deviceId, listener));
    // Another listener's watch of the same device may still be on its way.
    this.#known = Promise.all([this.#known, this.#link.watch(added, true)]);
    await this.#known;
  }

  unwatch(deviceIds: readonly number[], listener: DeviceListener): void {
    const removed = deviceIds.filter((deviceId) => this.#remove(deviceId, listener));
    // Rejects only when a process is ending, and its watches with it.
    if (removed.length > 0) this.#link.watch(removed, false).catch(() => {});
  }

  /** Other processes want, or no longer want, events of these devices. */
  setElsewhere(deviceIds: readonly number[], isWatched: boolean): void {
    for (const deviceId of deviceIds) {
      const before = this.isWatched(deviceId);
      if (isWatched) this.#elsewhere.add(deviceId);
      else this.#elsewhere.delete(deviceId);
      if (this.isWatched(deviceId) !== before) this.#watchedOrNot(deviceId);
    }
  }

  /** Events of devices that other processes have. */
  deliver(events: readonly DeviceEvent[]): void {
    for (const event of events) this.#tell(event);
  }

  #tell(event: DeviceEvent): void {
    for (const listener of this.#listeners.get(event.deviceId) ?? []) listener(event);
  }

  /** One call at a time: what happens meanwhile goes together. */
  async #send(): Promise<void> {
    this.#isSending = true;
    await Promise.resolve();
    while (this.#unsent.length > 0) await this.#link.publish(this.#unsent.splice(0)).catch(() => {});
    this.#isSending = false;
  }

  /** Whether the device is the process's first listener's. */
  #add(deviceId: number, listener: DeviceListener): boolean {
    const listeners = this.#listeners.get(deviceId);
    if (listeners) listeners.add(listener);
    else {
      this.#listeners.set(deviceId, new Set([listener]));
      if (!this.#elsewhere.has(deviceId)) this.#watchedOrNot(deviceId);
    }
    return listeners === undefined;
  }

  /** Whether nobody in this process listens to the device any more. */
  #remove(deviceId: number, listener: DeviceListener): boolean {
    const listeners = this.#listeners.get(deviceId);
    if (!listeners?.delete(listener) || listeners.size > 0) return false;
    this.#listeners.delete(deviceId);
    if (!this.#elsewhere.has(deviceId)) this.#watchedOrNot(deviceId);
    return true;
  }
}
