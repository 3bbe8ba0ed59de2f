import type { QiyunError } from './errors.ts';
import type { Signature } from './sign-token.ts';

/** What a module says of itself when it registers, checked for form and not yet for truth (device-cloud.md §4.2). */
export interface DeviceRegistration {
  readonly productKey: string;
  /** In any case: modules send upper case, we keep lower case. */
  readonly mac: string;
  readonly passcode: string;
  /** Whether it came encrypted with the secret of the product (device-cloud.md §4.3). */
  readonly isEncrypted?: boolean;
  /** The address the request came from, for throttling. */
  readonly clientAddress: string;
}

/** What a module sends after a factory reset: the did it gives up, with the passcode it had. */
export interface DeviceReset {
  readonly did: string;
  readonly passcode: string;
  /** The address the request came from, for throttling. */
  readonly clientAddress: string;
}

/** Who decides on the requests of modules that are not connected yet (contract.md §8, Registration of devices). */
export interface DeviceRegistrar {
  /**
   * Answers the did of this product and mac, a new one at the first time.
   *
   * @throws QiyunError 5015 unknown product, 5018 not allowed in this way or while a session is open on another
   * passcode, 5304 disabled, 5013 too often
   */
  register(registration: DeviceRegistration): Promise<string>;
  /**
   * Whether a device has this did, or one that nobody knows may come in with it (contract.md §1, adoption).
   *
   * @throws QiyunError 5018 for a device whose product registers its devices encrypted
   */
  isExpected(did: string): Promise<boolean>;
  isOfProduct(did: string, productKey: string): Promise<boolean>;
  /**
   * With which modules of this product encrypt.
   *
   * @throws QiyunError 5015 unknown product, 5018 one whose devices do not register encrypted
   */
  encryptionKey(productKey: string): Buffer;
  /** What to answer to a field that was not encrypted with that key; it counts as a failed attempt, and there may be too many. */
  undecipherable(field: string, clientAddress: string): Promise<QiyunError>;
  /**
   * Ends the device's session and drops its bindings; its did and its history stay. With an unknown did or a wrong
   * passcode nothing happens and nothing is said, since a module must be able to go on.
   *
   * @throws QiyunError 5013 after too many attempts that failed, 5018 as for `isExpected`
   */
  reset(reset: DeviceReset): Promise<void>;
  /**
   * Lets a device pass that has signed with its passcode, which no two requests may do alike (device-cloud.md §4.4).
   *
   * @throws QiyunError 5018 unknown did or not its signature, 5304 disabled, 5013 after too many wrong ones
   */
  requireSignature(did: string, signature: Signature): Promise<void>;
  /** The same, and then ends the device's session and drops its bindings; its passcode stays. */
  resetSigned(did: string, signature: Signature): Promise<void>;
}
