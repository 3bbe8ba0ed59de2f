import { randomBytes, randomInt } from 'node:crypto';

const didAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const didLength = 22;

/** Lower-case hex of 16 random bytes: product_key, enterprise_id, appid, secrets, tokens (contract.md §1). */
export function newHexIdentifier(): string {
  return randomBytes(16).toString('hex');
}

/** 22 characters of [0-9A-Za-z], about 131 bits (contract.md §1). */
export function newDid(): string {
  let did = '';
  for (let i = 0; i < didLength; i++) did += didAlphabet[randomInt(didAlphabet.length)];
  return did;
}

export const hexIdentifierPattern = '^[0-9a-f]{32}$';
export const didPattern = '^[0-9A-Za-z]{22}$';
const didSyntax = new RegExp(didPattern);

/** Whether the text could be a did. What could not is not asked of the database, which takes no NUL. */
export function isDid(text: string): boolean {
  return didSyntax.test(text);
}

/** Compared without regard to case, kept in lower case (contract.md §1). A virtual device is `virtual:site`. */
export const macPattern = '^[0-9A-Za-z:_-]{1,32}$';
const unknownMacStart = 'unknown:';

/** What stands in place of the mac of a device that was approved before anybody said it (decision 0023). */
export function unknownMac(did: string): string {
  return unknownMacStart + normalizeMac(did);
}

export function isUnknownMac(mac: string): boolean {
  return mac.startsWith(unknownMacStart);
}

/** 1 to 32 printable ASCII characters, chosen by the device (contract.md §1). */
export const passcodePattern = '^[\\x21-\\x7e]{1,32}$';

export function normalizeMac(mac: string): string {
  return mac.toLowerCase();
}
