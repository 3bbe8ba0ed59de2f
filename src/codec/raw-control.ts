import { invalidField } from '../model/errors.ts';
import type { BinaryCoding } from './binary-coding.ts';
import { bytesOfArray, decodeBytes } from './binary-coding.ts';

const rawBytesMax = 65_536;

/**
 * P0 that a caller wrote himself, action byte included: an array of bytes, or text when the call says in which
 * coding (contract.md §5 control). 1 byte to 64 KiB.
 * @throws QiyunError 5002
 */
export function parseRaw(raw: unknown, binaryCoding: BinaryCoding | undefined): Buffer {
  const bytes = bytesOf(raw, binaryCoding);
  if (bytes.length === 0) throw invalidField('raw', 'must not be empty');
  if (bytes.length > rawBytesMax) throw invalidField('raw', `must not be longer than ${rawBytesMax} bytes`);
  return bytes;
}

function bytesOf(raw: unknown, binaryCoding: BinaryCoding | undefined): Buffer {
  if (Array.isArray(raw)) {
    return bytesOfArray(raw) ?? refuse('must be an array of integers from 0 to 255');
  }
  if (typeof raw !== 'string') return refuse('must be an array of bytes, or a string with binary_coding');
  if (binaryCoding === undefined) return refuse('is a string without binary_coding');
  return decodeBytes(raw, binaryCoding) ?? refuse(`must be ${binaryCoding}`);
}

function refuse(reason: string): never {
  throw invalidField('raw', reason);
}
