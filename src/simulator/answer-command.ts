import { isBitSet } from '../codec/bits.ts';
import { decodeControl, type RawValues } from '../codec/device-side.ts';
import type { Frame, FrameContent } from '../codec/frame.ts';
import { frameCommand } from '../codec/frame-command.ts';
import { Malformed } from '../codec/malformed.ts';
import { type P0Kind, p0Kind } from '../codec/p0-action.ts';
import type { StatusField } from '../codec/status-layout.ts';
import type { DeviceStatus } from './device-status.ts';

/** What a device does about business data from the cloud. */
export interface CommandOutcome {
  /** Goes back to where the command came from. */
  readonly answer: FrameContent;
  /** Of a control: what it set. */
  readonly control?: RawValues;
  /** Of a control: the report that follows it at once (p0-payload.md, device reporting rule). */
  readonly report?: FrameContent;
}

type CommandHandler = (status: DeviceStatus, frame: Frame) => CommandOutcome | undefined;

const nothing = Buffer.alloc(0);

const handlers: Partial<Record<P0Kind, CommandHandler>> = {
  control: handleControl,
  read: handleRead,
  transparentToDevice: (_status, frame) => ({ answer: answerTo(frame, nothing) }),
};

/** Undefined for what a device does not understand and hence never answers. A control changes the status. */
export function answerCommand(status: DeviceStatus, frame: Frame): CommandOutcome | undefined {
  if (frame.command !== frameCommand.business && frame.command !== frameCommand.confirmedBusiness)
    return undefined;
  const action = frame.payload[0];
  const kind = action === undefined ? undefined : p0Kind(status.layout.protocolType, action);
  return kind === undefined ? undefined : handlers[kind]?.(status, frame);
}

function handleControl(status: DeviceStatus, frame: Frame): CommandOutcome | undefined {
  const control = decodeControl(status.layout, frame.payload);
  if (control instanceof Malformed) return undefined;
  status.apply(control);
  const changed = [...control.keys()].map((name) => status.field(name));
  return { answer: answerTo(frame, nothing), control, report: reportOf(status, changed) };
}

function handleRead(status: DeviceStatus, frame: Frame): CommandOutcome {
  return { answer: answerTo(frame, status.encode('readReply', requestedFields(status, frame.payload))) };
}

/** The read request of a var_len product flags the points it asks for (p0-payload.md §3.3). */
function requestedFields({ layout }: DeviceStatus, p0: Buffer): readonly StatusField[] {
  const flags = p0.subarray(1, 1 + layout.flagBytes);
  return flags.length < layout.flagBytes
    ? layout.fields
    : layout.fields.filter(({ flagBit }) => isBitSet(flags, flagBit));
}

export function reportOf(status: DeviceStatus, fields: readonly StatusField[]): FrameContent {
  return { command: frameCommand.report, payload: status.encode('report', fields) };
}

/** 0093 is answered by 0094 with its serial number, 0090 by 0091 (device-cloud.md §4.1). */
function answerTo({ command, serialNumber }: Frame, payload: Buffer): FrameContent {
  return command === frameCommand.confirmedBusiness
    ? { command: frameCommand.acknowledgement, serialNumber: serialNumber!, payload }
    : { command: frameCommand.report, payload };
}
