/** How long a device has to acknowledge a command, unless a caller says otherwise (contract.md §4, 5403). */
export const commandTimeoutMs = 5_000;

export interface CommandOptions {
  readonly timeoutMs: number;
  /**
   * `required`: resolve after the device's 0094. `sent`: resolve once the frame is on its way (contract.md §4, 5403).
   * `unconfirmed`: likewise, and the device is not asked to acknowledge: 0090 in place of 0093.
   */
  readonly acknowledgement: 'required' | 'sent' | 'unconfirmed';
}

/** A module's own firmware, or that of the MCU behind it. */
export type FirmwareTarget = 'wifi' | 'mcu';

/**
 * What the rest of the program may ask of connected devices, wherever their sessions are. Implemented by the gateway.
 */
export interface DeviceCommands {
  /**
   * Sends business data (P0, action byte first) to the device and waits for its acknowledgement. Nothing is ever kept
   * for later.
   *
   * @throws QiyunError 5305 when the device has no session, 5403 when it does not acknowledge in time, its connection
   * breaks or the frame cannot be delivered
   */
  send(deviceId: number, payload: Buffer, options: CommandOptions): Promise<void>;
  /** Ends the device's session, if it has one; resolves when the end is recorded. */
  disconnect(deviceId: number, reason: 'offline_reset' | 'offline_force'): Promise<void>;
  /** Tells the device to look for new firmware now (0211). Resolves to false when it has no session. */
  checkFirmware(deviceId: number, target: FirmwareTarget): Promise<boolean>;
}
