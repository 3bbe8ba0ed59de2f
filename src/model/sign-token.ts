import { createHash } from 'node:crypto';

/** What a newer module shows of itself (device-cloud.md §4.4). */
export interface Signature {
  readonly nonce: string;
  /** In lower case. */
  readonly token: string;
  /** What it has posted, with the signature of that. */
  readonly posted?: { readonly body: string; readonly signature: string };
  /** What it is shown over. */
  readonly over: 'http' | 'mqtt';
  /** The address that shows it. */
  readonly clientAddress: string;
}

/** Whose signature it is, and the nonce that makes it another one each time. */
export interface Signer {
  readonly productKey: string;
  /** In lower case. */
  readonly mac: string;
  /** What devices of this kind call their authkey. */
  readonly passcode: string;
  readonly nonce: string;
}

/** What newer modules show in place of their passcode: SHA-256 in lower-case hex (device-cloud.md §4.4). */
export function signToken({ productKey, mac, passcode, nonce }: Signer): string {
  return sha256(`${productKey},${mac},${passcode},${nonce}`);
}

/** The signature of what they post. */
export function signBody({ passcode, nonce }: Pick<Signer, 'passcode' | 'nonce'>, body: string): string {
  return sha256(`${passcode},${nonce},${body}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
