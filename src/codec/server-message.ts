import { Malformed } from './malformed.ts';

/**
 * Messages between module and server that have a bare header, without length and flag: `00 00 00 03 | command | body`
 * on `ser2cli_res/<did>` and `cli2ser_req` (device-cloud.md §4.5).
 */
export interface ServerMessage {
  readonly command: number;
  /** Shares memory with the bytes it was parsed from. */
  readonly body: Buffer;
}

export type MalformedServerMessage = Malformed<'prefix' | 'command'>;

export const serverCommand = {
  /** Device to server: how many clients are connected? */
  askClientCount: 0x020f,
  /** Server to device: the number of online clients, 2 bytes. */
  clientCount: 0x0210,
  /** Server to device: look for an update of this firmware type now, 1 byte. */
  checkFirmware: 0x0211,
} as const;

export const firmwareType = { wifi: 1, mcu: 2 } as const;
export type FirmwareType = (typeof firmwareType)[keyof typeof firmwareType];

const prefix = 0x00000003;
const prefixBytes = 4;
const headerBytes = 6;
const clientCountMax = 0xffff;

const wrongPrefix: MalformedServerMessage = new Malformed('prefix');
const wrongCommand: MalformedServerMessage = new Malformed('command');

/** Commands unknown here are parsed too: newer modules send some. */
export function parseServerMessage(bytes: Buffer): ServerMessage | MalformedServerMessage {
  if (bytes.length < prefixBytes || bytes.readUInt32BE(0) !== prefix) return wrongPrefix;
  if (bytes.length < headerBytes) return wrongCommand;
  return { command: bytes.readUInt16BE(prefixBytes), body: bytes.subarray(headerBytes) };
}

export function encodeServerMessage({ command, body }: ServerMessage): Buffer {
  const bytes = Buffer.alloc(headerBytes + body.length);
  bytes.writeUInt32BE(prefix, 0);
  bytes.writeUInt16BE(command, prefixBytes);
  bytes.set(body, headerBytes);
  return bytes;
}

/** Tells a device how many clients are online; more than 65,535 are told as that many. */
export function encodeClientCount(count: number): Buffer {
  const body = Buffer.alloc(2);
  body.writeUInt16BE(Math.min(count, clientCountMax));
  return encodeServerMessage({ command: serverCommand.clientCount, body });
}

export function encodeFirmwareCheck(type: FirmwareType): Buffer {
  return encodeServerMessage({ command: serverCommand.checkFirmware, body: Buffer.of(type) });
}
