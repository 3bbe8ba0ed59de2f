import { createCipheriv, createDecipheriv } from 'node:crypto';

const algorithm = 'aes-128-ecb';
const blockBytes = 16;
const printable = /^[\x20-\x7e]+$/;

/** The key of a product's encrypted forms: its secret, 32 hex digits, as bytes. */
export function secretFormKey(productSecret: string): Buffer {
  return Buffer.from(productSecret, 'hex');
}

/** A form or a did in AES-128-ECB with PKCS#7 padding, as lower-case hex (device-cloud.md §4.3). */
export function encryptForm(key: Buffer, text: string): string {
  const cipher = createCipheriv(algorithm, key, null);
  return cipher.update(text, 'ascii', 'hex') + cipher.final('hex');
}

/**
 * The other way. Some modules leave the padding out where the text fills its blocks: what ends in no padding is taken as
 * it is, since no text ends in a byte below 17. Undefined for whatever does not become printable ASCII.
 */
export function decryptForm(key: Buffer, hex: string): string | undefined {
  const bytes = Buffer.from(hex, 'hex');
  const isWhole = bytes.length > 0 && bytes.length % blockBytes === 0 && bytes.length * 2 === hex.length;
  if (!isWhole) return undefined;
  const decipher = createDecipheriv(algorithm, key, null).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const text = padded.toString('latin1', 0, padded.length - paddingOf(padded));
  return printable.test(text) ? text : undefined;
}

/** 0 where the last bytes are none. */
function paddingOf(bytes: Buffer): number {
  const count = bytes.at(-1)!;
  const isPadding =
    count > 0 && count <= blockBytes && bytes.subarray(-count).every((byte) => byte === count);
  return isPadding ? count : 0;
}
