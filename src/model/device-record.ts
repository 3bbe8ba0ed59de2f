/** What a login needs to know of a device: who it is, its passcode, and the present that its reports go on from. */
export interface DeviceRecord {
  readonly deviceId: number;
  readonly productId: number;
  readonly did: string;
  /** Lower case. */
  readonly mac: string;
  /** Null until the next registration brings one: the device is pre-registered, or has been reset. */
  readonly passcodeSealed: Buffer | null;
  readonly isDisabled: boolean;
  /** The latest known state, laid out by the definition of that version; null when it never reported. */
  readonly image: Buffer | null;
  readonly definitionVersion: number;
}
