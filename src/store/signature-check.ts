import type { DeviceRecord } from '../model/device-record.ts';
import { equalSecrets } from '../model/secrets.ts';
import type { Nonces } from '../model/shown-nonces.ts';
import { type Signature, signBody, signToken } from '../model/sign-token.ts';
import type { Catalog } from './catalog.ts';
import type { PasscodeCheck } from './passcode-check.ts';

export interface SignatureCheckOptions {
  readonly catalog: Catalog;
  readonly passcodes: PasscodeCheck;
  readonly nonces: Nonces;
}

/** Checks signatures that are made with a device's passcode. Over HTTP each counts once. */
export class SignatureCheck {
  readonly #options: SignatureCheckOptions;

  constructor(options: SignatureCheckOptions) {
    this.#options = options;
  }

  /** @throws QiyunError 5013 after too many wrong ones, without comparing this one */
  async isRight(device: DeviceRecord, signature: Signature): Promise<boolean> {
    const { catalog, passcodes, nonces } = this.#options;
    const productKey = catalog.productById(device.productId)?.productKey;
    if (productKey === undefined || device.passcodeSealed === null) return false;
    const { nonce, token, posted, over, clientAddress } = signature;
    const isRight = passcodes.isAnswered(device.passcodeSealed, {
      did: device.did,
      clientAddress,
      isRight: (passcode) =>
        equalSecrets(token, signToken({ productKey, mac: device.mac, passcode, nonce })) &&
        (!posted || equalSecrets(posted.signature, signBody({ passcode, nonce }, posted.body))),
    });
    // Only right ones are remembered: nobody else can use up a nonce.
    return isRight && (await nonces.show(`${device.did} ${nonce}`, over));
  }
}
