import { throttleKey } from '../model/client-address.ts';
import type { Clock } from '../model/clock.ts';
import { QiyunError } from '../model/errors.ts';
import { equalSecrets } from '../model/secrets.ts';
import { TokenBuckets } from '../model/token-bucket.ts';
import type { SecretSeal } from './secret-seal.ts';

export interface ShownPasscode {
  readonly did: string;
  readonly passcode: string;
  /** The address that shows it. */
  readonly clientAddress: string;
}

interface PasscodeTest {
  /** Given the device's own. */
  isRight(passcode: string): boolean;
}

const wrongAtOnce = 20;
const wrongPerSecond = 1 / 30;

/**
 * Compares passcodes of devices, wherever they are shown: modules choose them, and some are short. One network has few
 * attempts at one device, so guessing ends, and who guesses from elsewhere does not keep the device out.
 */
export class PasscodeCheck {
  readonly #seal: SecretSeal;
  readonly #attempts: TokenBuckets;

  constructor(seal: SecretSeal, clock: Clock) {
    this.#seal = seal;
    const keysMax = 100_000;
    this.#attempts = new TokenBuckets({ burst: wrongAtOnce, perSecond: wrongPerSecond, keysMax, clock });
  }

  /**
   * @param sealed as the device's own passcode is kept
   * @throws QiyunError 5013 after too many wrong ones, without comparing this one
   */
  isRight(sealed: Buffer, { passcode, ...shown }: ShownPasscode): boolean {
    return this.isAnswered(sealed, { ...shown, isRight: (own) => equalSecrets(passcode, own) });
  }

  /** The same for what is not the passcode and is made of it. */
  isAnswered(
    sealed: Buffer,
    { did, clientAddress, isRight: isRightFor }: Omit<ShownPasscode, 'passcode'> & PasscodeTest,
  ): boolean {
    const key = `${did}@${throttleKey(clientAddress)}`;
    const retryAfterSeconds = this.#attempts.take(key);
    if (retryAfterSeconds > 0)
      throw new QiyunError('5013', { detail: 'too many wrong passcodes of this device', retryAfterSeconds });
    const isRight = isRightFor(this.#seal.open(sealed));
    if (isRight) this.#attempts.giveBack(key);
    return isRight;
  }
}
