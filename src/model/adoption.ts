/** A device that nobody here knows, as it has shown itself: its CONNECT and the product whose notices it subscribed. */
export interface IncomingDevice {
  readonly did: string;
  readonly passcode: string;
  readonly productKey: string;
  /** The address it connected from, for limits. */
  readonly clientAddress: string;
}

/** Who keeps the devices that wait for approval (contract.md §1, adoption). */
export interface Adoption {
  /**
   * Puts a device on the list of those that wait, or finds it there. False when it may not wait: the product is not in
   * adoption, the did is a device's by now or waits with another passcode or for another product, or was refused, or too
   * many wait and nobody has listed it. Resolves when that is on disk.
   */
  admit(device: IncomingDevice): Promise<boolean>;
  /** Those of the dids that go on waiting: not approved, not refused, and their product still in adoption. */
  stillWaiting(dids: readonly string[]): Promise<ReadonlySet<string>>;
}
