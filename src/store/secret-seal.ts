import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { QiyunError } from '../model/errors.ts';

export const sealingKeyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts the few secrets that a protocol needs in clear text (product secrets, device passcodes; contract.md §1)
 * with AES-256-GCM. A sealed value is nonce (12 bytes), tag (16 bytes), ciphertext.
 */
export class SecretSeal {
  readonly #key: Buffer;
  readonly #fingerprintKey: Buffer;

  constructor(key: Buffer) {
    if (key.length !== sealingKeyBytes)
      throw new QiyunError('5409', { detail: 'the sealing key must be 32 bytes' });
    this.#key = key;
    this.#fingerprintKey = Buffer.from(hkdfSync('sha256', key, '', 'fingerprint', sealingKeyBytes));
  }

  /** 32 bytes by which a text of few possible ones, such as a six-digit code, is known again but not guessed. */
  fingerprint(text: string): Buffer {
    return createHmac('sha256', this.#fingerprintKey).update(text, 'utf8').digest();
  }

  seal(secret: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
  }

  /** Throws 5409 when the value was sealed with another key or altered. */
  open(sealed: Buffer): string {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, nonceBytes));
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    try {
      return (
        decipher.update(sealed.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
      );
    } catch (cause) {
      throw new QiyunError('5409', {
        detail: 'a stored secret cannot be opened with this sealing key',
        cause,
      });
    }
  }
}
