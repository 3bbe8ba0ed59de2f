import type { DeviceListener, DeviceWatch } from '../../model/device-event.ts';
import type { WatchableDevice } from '../../store/watchable-devices.ts';

/** The devices that one app watches. */
export class Subscriptions {
  readonly #watch: DeviceWatch;
  readonly #listener: DeviceListener;
  readonly #byId = new Map<number, WatchableDevice>();
  readonly #byDid = new Map<string, WatchableDevice>();
  #isClosed = false;

  constructor(watch: DeviceWatch, listener: DeviceListener) {
    this.#watch = watch;
    this.#listener = listener;
  }

  get size(): number {
    return this.#byId.size;
  }

  byId(deviceId: number): WatchableDevice | undefined {
    return this.#byId.get(deviceId);
  }

  byDid(did: string): WatchableDevice | undefined {
    return this.#byDid.get(did);
  }

  /** Resolves when nothing that happens to the devices from now on is missed. */
  async add(devices: readonly WatchableDevice[]): Promise<void> {
    if (this.#isClosed) return;
    for (const device of devices) {
      this.#byId.set(device.deviceId, device);
      this.#byDid.set(device.did, device);
    }
    await this.#watch.watch(
      devices.map(({ deviceId }) => deviceId),
      this.#listener,
    );
  }

  remove(deviceId: number): void {
    const device = this.#byId.get(deviceId);
    if (!device) return;
    this.#byId.delete(deviceId);
    this.#byDid.delete(device.did);
    this.#watch.unwatch([deviceId], this.#listener);
  }

  clear(): void {
    this.#watch.unwatch([...this.#byId.keys()], this.#listener);
    this.#byId.clear();
    this.#byDid.clear();
  }

  /** For good: what is still on its way is not watched any more. */
  close(): void {
    this.#isClosed = true;
    this.clear();
  }
}
