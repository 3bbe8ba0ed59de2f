import type { DeviceEvent } from '../model/device-event.ts';

/** A process of the server, as the registry sees it. */
export interface WatchingMember {
  /** Other processes want, or no longer want, events of these devices. Resolves when the process knows. */
  watchedElsewhere(deviceIds: readonly number[], isWatched: boolean): Promise<void>;
  deliver(events: readonly DeviceEvent[]): Promise<void>;
}

/**
 * Which processes want events of which devices: kept by the first process. All processes know which devices are watched
 * by others, wherever those devices are connected, so that a device may move at any time.
 */
export class WatchRegistry {
  readonly #members = new Set<WatchingMember>();
  readonly #watchers = new Map<number, Set<WatchingMember>>();

  /** Resolves when the member knows all that is watched. */
  async join(member: WatchingMember): Promise<void> {
    this.#members.add(member);
    await member.watchedElsewhere([...this.#watchers.keys()], true);
  }

  async leave(member: WatchingMember): Promise<void> {
    this.#members.delete(member);
    const watched = [...this.#watchers].filter(([, watchers]) => watchers.has(member));
    await this.watch(
      member,
      watched.map(([deviceId]) => deviceId),
      false,
    );
  }

  /** Resolves when all processes know. A process that ends meanwhile has nothing to tell. */
  async watch(member: WatchingMember, deviceIds: readonly number[], isWatched: boolean): Promise<void> {
    const others = [...this.#members].filter((other) => other !== member);
    const wantedByOthers = (other: WatchingMember) =>
      deviceIds.filter((deviceId) => !this.#isWatchedBesides(other, deviceId));
    // What is new to a process is what nobody but itself watched before; what is over for it, nobody but itself after.
    const added = isWatched ? others.map(wantedByOthers) : [];
    for (const deviceId of deviceIds) this.#set(member, deviceId, isWatched);
    const changed = isWatched ? added : others.map(wantedByOthers);
    await Promise.all(others.map((other, at) => this.#inform(other, changed[at]!, isWatched)));
  }

  /** Passes events of one process on to those that watch. */
  async publish(from: WatchingMember, events: readonly DeviceEvent[]): Promise<void> {
    const byMember = new Map<WatchingMember, DeviceEvent[]>();
    for (const event of events) {
      for (const member of this.#watchers.get(event.deviceId) ?? []) {
        if (member === from) continue;
        const own = byMember.get(member);
        if (own) own.push(event);
        else byMember.set(member, [event]);
      }
    }
    await Promise.all([...byMember].map(([member, own]) => member.deliver(own).catch(() => {})));
  }

  #isWatchedBesides(member: WatchingMember, deviceId: number): boolean {
    const watchers = this.#watchers.get(deviceId);
    return watchers !== undefined && watchers.size > (watchers.has(member) ? 1 : 0);
  }

  #set(member: WatchingMember, deviceId: number, isWatched: boolean): void {
    const watchers = this.#watchers.get(deviceId) ?? new Set();
    if (isWatched) watchers.add(member);
    else watchers.delete(member);
    if (watchers.size > 0) this.#watchers.set(deviceId, watchers);
    else this.#watchers.delete(deviceId);
  }

  async #inform(member: WatchingMember, deviceIds: readonly number[], isWatched: boolean): Promise<void> {
    if (deviceIds.length > 0) await member.watchedElsewhere(deviceIds, isWatched).catch(() => {});
  }
}
