import type { CommandOptions, DeviceCommands, FirmwareTarget } from '../model/device-commands.ts';
import { QiyunError } from '../model/errors.ts';
import type { OfflineReason } from '../model/session-end.ts';

/** A process of the server, as the directory sees it. */
export interface Member {
  /** Ends the device's session there, if it has one; resolves when the end is recorded. */
  release(deviceId: number): Promise<void>;
  send(deviceId: number, payload: Buffer, options: CommandOptions): Promise<void>;
  disconnect(deviceId: number, reason: OfflineReason): Promise<void>;
  checkFirmware(deviceId: number, target: FirmwareTarget): Promise<boolean>;
}

/**
 * Which process each device is connected to, or was last: kept by the first process, asked by all. A device is claimed
 * by one process at a time, and moves only after its session in the other has ended and that is on disk.
 */
export class DeviceDirectory {
  readonly #owners = new Map<number, Member>();
  /** Claims under way: a third process waits until the second has the device. */
  readonly #moves = new Map<number, Promise<void>>();

  async claim(deviceId: number, claimant: Member): Promise<{ wasElsewhere: boolean }> {
    while (this.#moves.has(deviceId)) await this.#moves.get(deviceId);
    const owner = this.#owners.get(deviceId);
    this.#owners.set(deviceId, claimant);
    if (owner === undefined || owner === claimant) return { wasElsewhere: false };
    const move = owner.release(deviceId);
    // A process that cannot be asked any more is gone, and its sessions with it.
    const settled = move
      .catch(() => {})
      .finally(() => {
        if (this.#moves.get(deviceId) === settled) this.#moves.delete(deviceId);
      });
    this.#moves.set(deviceId, settled);
    await settled;
    return { wasElsewhere: true };
  }

  /** Commands to devices of all processes. */
  readonly commands: DeviceCommands = {
    send: async (deviceId, payload, options) => {
      const owner = this.#owners.get(deviceId);
      if (!owner) throw new QiyunError('5305', { detail: 'the device has no session' });
      await owner.send(deviceId, payload, options);
    },
    disconnect: async (deviceId, reason) => this.#owners.get(deviceId)?.disconnect(deviceId, reason),
    checkFirmware: async (deviceId, target) =>
      (await this.#owners.get(deviceId)?.checkFirmware(deviceId, target)) ?? false,
  };
}
