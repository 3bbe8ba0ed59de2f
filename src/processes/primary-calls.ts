import type { Vitals } from '../metrics/installation-vitals.ts';
import type { Backups } from '../model/backups.ts';
import type { Nonces } from '../model/shown-nonces.ts';
import type { Throttles } from '../model/throttle.ts';
import type { VirtualDevices } from '../model/virtual-devices.ts';
import type { DeviceDirectory, Member } from './device-directory.ts';
import { asBuffer, type PrimaryCalls } from './member-calls.ts';
import type { WatchingMember, WatchRegistry } from './watch-registry.ts';

/** What an installation has only once, in its first process. */
export interface PrimaryServices {
  readonly directory: DeviceDirectory;
  readonly throttles: Throttles;
  readonly nonces: Nonces;
  readonly watches: WatchRegistry;
  readonly vitals: Vitals;
  /** There by the time that a member begins. */
  backups(): Backups;
  /** There by the time that a member begins. */
  virtualDevices(): VirtualDevices;
  reloadCatalogs(): Promise<void>;
}

/** The services as this member may call them over its link. */
export function primaryCalls(member: Member & WatchingMember, services: PrimaryServices): PrimaryCalls {
  const { directory, throttles, nonces, watches, vitals } = services;
  const { commands } = directory;
  return {
    claim: (deviceId, number) => directory.claim(deviceId, { member, number }),
    send: (deviceId, payload, options) => commands.send(deviceId, asBuffer(payload), options),
    disconnect: (deviceId, reason) => commands.disconnect(deviceId, reason),
    checkFirmware: (deviceId, target) => commands.checkFirmware(deviceId, target),
    reloadCatalogs: () => services.reloadCatalogs(),
    watch: (deviceIds, isWatched) => watches.watch(member, deviceIds, isWatched),
    publish: (events) => watches.publish(member, events),
    reconcileVirtualDevices: () => services.virtualDevices().reconcile(),
    reportVirtually: (...report) => services.virtualDevices().report(...report),
    processStates: () => vitals.processes(),
    vitalsHistory: () => vitals.history(),
    beginBackup: () => services.backups().begin(),
    backupOverview: () => services.backups().overview(),
    eraseBackup: (id) => services.backups().erase(id),
    takeTurn: async (throttle, key) => throttles[throttle].take(key),
    giveBackTurn: async (throttle, key) => throttles[throttle].giveBack(key),
    showNonce: async (...shown) => nonces.show(...shown),
  };
}
