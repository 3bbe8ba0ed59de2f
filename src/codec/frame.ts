import type { FrameCommand } from './frame-command.ts';
import { hasSerialNumber, isFrameCommand } from './frame-command.ts';
import { Malformed } from './malformed.ts';

/** What an MQTT payload between cloud and device carries (device-cloud.md §4.1). */
export interface Frame {
  readonly flag: number;
  readonly command: FrameCommand;
  /** Of 0093 and 0094; 0 to 2^32-1. */
  readonly serialNumber: number | undefined;
  /** P0, action byte first; may be empty. Shares memory with the bytes it was parsed from. */
  readonly payload: Buffer;
}

export type MalformedFrame = Malformed<'prefix' | 'length' | 'command' | 'serial_number'>;

export interface FrameContent {
  readonly command: FrameCommand;
  /** Sent only with 0093 and 0094; 0 when left out. */
  readonly serialNumber?: number;
  readonly payload: Buffer;
}

const prefix = 0x00000003;
const prefixBytes = 4;
const lengthBytesMax = 4;
/** Flag byte and command word. */
const headBytes = 3;
const serialNumberBytes = 4;

const wrongPrefix: MalformedFrame = new Malformed('prefix');
const wrongLength: MalformedFrame = new Malformed('length');
const wrongCommand: MalformedFrame = new Malformed('command');
const wrongSerialNumber: MalformedFrame = new Malformed('serial_number');

/**
 * Parses `00 00 00 03 | length | flag | command | [serial number] | payload`, numbers big-endian. The length counts
 * everything after itself in the manner of MQTT's remaining length, and must be what is there.
 */
export function parseFrame(bytes: Buffer): Frame | MalformedFrame {
  if (bytes.length < prefixBytes || bytes.readUInt32BE(0) !== prefix) return wrongPrefix;
  const head = endOfLength(bytes);
  if (head === 0) return wrongLength;
  const command = bytes.readUInt16BE(head + 1);
  if (!isFrameCommand(command)) return wrongCommand;
  const body = head + headBytes;
  const flag = bytes[head]!;
  if (!hasSerialNumber(command)) {
    return { flag, command, serialNumber: undefined, payload: bytes.subarray(body) };
  }
  if (bytes.length < body + serialNumberBytes) return wrongSerialNumber;
  const payload = bytes.subarray(body + serialNumberBytes);
  return { flag, command, serialNumber: bytes.readUInt32BE(body), payload };
}

/** Where the flag byte lies; 0 if the length does not match what follows it, or leaves no room for flag and command. */
function endOfLength(bytes: Buffer): number {
  let length = 0;
  const last = Math.min(bytes.length, prefixBytes + lengthBytesMax);
  for (let at = prefixBytes, unit = 1; at < last; at++, unit *= 128) {
    const byte = bytes[at]!;
    length += (byte & 0x7f) * unit;
    if (byte < 0x80) return length >= headBytes && length === bytes.length - at - 1 ? at + 1 : 0;
  }
  return 0;
}

/** The bytes of a frame with flag 0. */
export function encodeFrame({ command, serialNumber = 0, payload }: FrameContent): Buffer {
  const serialBytes = hasSerialNumber(command) ? serialNumberBytes : 0;
  const length = headBytes + serialBytes + payload.length;
  const lengthBytes = encodeLength(length);
  const frame = Buffer.alloc(prefixBytes + lengthBytes.length + length);
  frame.writeUInt32BE(prefix, 0);
  frame.set(lengthBytes, prefixBytes);
  const head = prefixBytes + lengthBytes.length;
  frame.writeUInt16BE(command, head + 1);
  if (serialBytes > 0) frame.writeUInt32BE(serialNumber, head + headBytes);
  frame.set(payload, head + headBytes + serialBytes);
  return frame;
}

function encodeLength(length: number): number[] {
  const bytes: number[] = [];
  let rest = length;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
