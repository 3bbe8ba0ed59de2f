import type { CommandOptions, DeviceCommands, FirmwareTarget } from '../model/device-commands.ts';
import { QiyunError } from '../model/errors.ts';
import type { FormerPlace } from '../model/session-directory.ts';
import type { OfflineReason } from '../model/session-end.ts';

/** A process of the server, as the directory sees it. */
export interface Member {
  /**
   * Takes the device away from the process, with all claims up to this one; a later claim is still to be answered.
   * Resolves when its session there has ended and all that the process did for the device is on disk.
   */
  release(deviceId: number, claim: number): Promise<void>;
  send(deviceId: number, payload: Buffer, options: CommandOptions): Promise<void>;
  disconnect(deviceId: number, reason: OfflineReason): Promise<void>;
  checkFirmware(deviceId: number, target: FirmwareTarget): Promise<boolean>;
}

export interface Claim {
  readonly member: Member;
  /** Counts up within the member. */
  readonly number: number;
}

/**
 * Which process each device is connected to, or was last: kept by the first process, asked by all. A device is claimed
 * by one process at a time, and moves only after its session in the other has ended and that is on disk. Of claims that
 * come at the same time the last one stays.
 */
export class DeviceDirectory {
  readonly #owners = new Map<number, Claim>();
  /** Claims under way: a third process waits until the second has the device. */
  readonly #moves = new Map<number, Promise<void>>();
  /** Sent away at some time: logins of before it may still be under way. */
  readonly #dismissed = new Set<number>();

  /** Resolves when the device is the claimant's; by then a later claim may have taken it away again. */
  async claim(deviceId: number, claim: Claim): Promise<FormerPlace> {
    let hasWaited = false;
    for (let move = this.#moves.get(deviceId); move; move = this.#moves.get(deviceId)) {
      hasWaited = true;
      await move;
    }
    const owner = this.#owners.get(deviceId);
    this.#owners.set(deviceId, claim);
    if (owner && owner.member !== claim.member) {
      await this.#move(deviceId, owner);
      return 'elsewhere';
    }
    // What the claimant read of the device before it waited may be older than the move.
    if (hasWaited) return 'elsewhere';
    if (this.#dismissed.has(deviceId)) return 'dismissed';
    return owner ? 'here' : 'nowhere';
  }

  #move(deviceId: number, { member, number }: Claim): Promise<void> {
    const move = member
      .release(deviceId, number)
      // A process that cannot be asked any more is gone, and its sessions with it.
      .catch(() => {})
      .finally(() => this.#moves.delete(deviceId));
    this.#moves.set(deviceId, move);
    return move;
  }

  /** Commands to devices of all processes. */
  readonly commands: DeviceCommands = {
    send: async (deviceId, payload, options) => {
      const owner = this.#owners.get(deviceId);
      if (!owner) throw new QiyunError('5305', { detail: 'the device has no session' });
      await owner.member.send(deviceId, payload, options);
    },
    disconnect: async (deviceId, reason) => {
      this.#dismissed.add(deviceId);
      await this.#owners.get(deviceId)?.member.disconnect(deviceId, reason);
    },
    checkFirmware: async (deviceId, target) =>
      (await this.#owners.get(deviceId)?.member.checkFirmware(deviceId, target)) ?? false,
  };
}
