import type { Server } from 'node:net';
import type { ProcessState } from '../metrics/installation-vitals.ts';
import type { ProcessReport } from '../metrics/process-report.ts';
import type { VitalsMinute } from '../metrics/vitals-history.ts';
import type { Backup, BackupOverview } from '../model/backups.ts';
import type { CommandOptions, FirmwareTarget } from '../model/device-commands.ts';
import type { DeviceEvent } from '../model/device-event.ts';
import type { PortName } from '../model/listen-on.ts';
import type { FormerPlace } from '../model/session-directory.ts';
import type { OfflineReason } from '../model/session-end.ts';
import type { Nonces } from '../model/shown-nonces.ts';
import type { Throttles } from '../model/throttle.ts';
import type { TlsMaterial } from '../model/tls-material.ts';
import type { VirtualDevices } from '../model/virtual-devices.ts';

/** What the first process asks of a further one, over the link between them. */
export type WorkerCalls<Begin> = {
  /** Starts all but the ports, under this epoch. */
  begin(options: Begin, epoch: number): Promise<void>;
  /** Serves on a listening socket, too. */
  listen(name: PortName, socket: Server): Promise<void>;
  /** Turns load balancers away from now on. */
  retire(): Promise<void>;
  /** Resolves when what was asked of it has been answered; it accepts no more. */
  finishRequests(): Promise<void>;
  stop(): Promise<void>;
  /** Answered by a process that does not hang. */
  ping(): Promise<void>;
  report(): Promise<ProcessReport>;
  /** Resolves when its catalog has all that was committed before the call. */
  reloadCatalog(): Promise<void>;
  /** Resolves when every handshake that begins is shown this certificate. */
  renewTls(material: TlsMaterial): Promise<void>;
  release(deviceId: number, claim: number): Promise<void>;
  send(deviceId: number, payload: Buffer, options: CommandOptions): Promise<void>;
  disconnect(deviceId: number, reason: OfflineReason): Promise<void>;
  checkFirmware(deviceId: number, target: FirmwareTarget): Promise<boolean>;
  watchedElsewhere(deviceIds: readonly number[], isWatched: boolean): Promise<void>;
  deliver(events: readonly DeviceEvent[]): Promise<void>;
};

/** What a further process asks of the first: what an installation has only once. */
export type PrimaryCalls = {
  claim(deviceId: number, claim: number): Promise<FormerPlace>;
  /** Resolves when every process has what was committed before the call, the calling one included. */
  reloadCatalogs(): Promise<void>;
  send(deviceId: number, payload: Buffer, options: CommandOptions): Promise<void>;
  disconnect(deviceId: number, reason: 'offline_reset' | 'offline_force'): Promise<void>;
  checkFirmware(deviceId: number, target: FirmwareTarget): Promise<boolean>;
  takeTurn(throttle: keyof Throttles, key: string): Promise<number>;
  watch(deviceIds: readonly number[], isWatched: boolean): Promise<void>;
  publish(events: readonly DeviceEvent[]): Promise<void>;
  reconcileVirtualDevices(): Promise<void>;
  reportVirtually(...report: Parameters<VirtualDevices['report']>): Promise<void>;
  processStates(): Promise<readonly ProcessState[]>;
  vitalsHistory(): Promise<readonly VitalsMinute[]>;
  beginBackup(): Promise<Backup>;
  backupOverview(): Promise<BackupOverview>;
  eraseBackup(id: string): Promise<void>;
  giveBackTurn(throttle: keyof Throttles, key: string): Promise<void>;
  showNonce(...shown: Parameters<Nonces['show']>): Promise<boolean>;
};

/** Buffers arrive as plain byte arrays. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
