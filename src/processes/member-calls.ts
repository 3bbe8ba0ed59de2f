import type { CommandOptions, FirmwareTarget } from '../model/device-commands.ts';
import type { OfflineReason } from '../model/session-end.ts';

/** What the first process asks of a further one, over the link between them. */
export type WorkerCalls<Begin> = {
  /** Serves on the sockets it was given; resolves to its epoch when it does. */
  begin(options: Begin): Promise<number>;
  stop(): Promise<void>;
  release(deviceId: number): Promise<void>;
  send(deviceId: number, payload: Buffer, options: CommandOptions): Promise<void>;
  disconnect(deviceId: number, reason: OfflineReason): Promise<void>;
  checkFirmware(deviceId: number, target: FirmwareTarget): Promise<boolean>;
};

/** What a further process asks of the first: what an installation has only once. */
export type PrimaryCalls = {
  claim(deviceId: number): Promise<{ readonly wasElsewhere: boolean }>;
  send(deviceId: number, payload: Buffer, options: CommandOptions): Promise<void>;
  disconnect(deviceId: number, reason: 'offline_reset' | 'offline_force'): Promise<void>;
  checkFirmware(deviceId: number, target: FirmwareTarget): Promise<boolean>;
  takeFailedAttempt(key: string): Promise<number>;
  takeNewDevice(key: string): Promise<number>;
};

/** Buffers arrive as plain byte arrays. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
