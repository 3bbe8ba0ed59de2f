import type { ProtocolType } from '../model/data-point.ts';

/** The first byte of P0, of standard products; var_len products add 0x10, except to the transparent ones (p0-payload.md §3.1). */
export const p0Action = {
  control: 0x01,
  read: 0x02,
  readReply: 0x03,
  report: 0x04,
  transparentToDevice: 0x05,
  transparentToCloud: 0x06,
} as const;

export const p0VarLenAction = { control: 0x11, read: 0x12, readReply: 0x13, report: 0x14 } as const;

export type P0Kind = keyof typeof p0Action;

export type StatusKind = 'readReply' | 'report';

const standardKinds: ReadonlyMap<number, P0Kind> = kindsByByte(p0Action);
const varLenKinds: ReadonlyMap<number, P0Kind> = kindsByByte({
  ...p0VarLenAction,
  transparentToDevice: p0Action.transparentToDevice,
  transparentToCloud: p0Action.transparentToCloud,
});

function kindsByByte(actions: Record<P0Kind, number>): Map<number, P0Kind> {
  return new Map(Object.entries(actions).map(([kind, byte]) => [byte, kind as P0Kind]));
}

/** What an action byte means to a product of this protocol; undefined for bytes it does not know. */
export function p0Kind(protocolType: ProtocolType, action: number): P0Kind | undefined {
  return (protocolType === 'standard' ? standardKinds : varLenKinds).get(action);
}

/** Whether what follows the action byte is a status body: a report or the reply to a read. */
export function carriesStatus(protocolType: ProtocolType, action: number | undefined): boolean {
  return protocolType === 'standard'
    ? action === p0Action.report || action === p0Action.readReply
    : action === p0VarLenAction.report || action === p0VarLenAction.readReply;
}

/** The byte by which a device of this protocol sends a status. */
export function statusAction(protocolType: ProtocolType, kind: StatusKind): number {
  return (protocolType === 'standard' ? p0Action : p0VarLenAction)[kind];
}

/** Whether P0 is what a device answers to a read. */
export function isReadReply(action: number | undefined): boolean {
  return action === p0Action.readReply || action === p0VarLenAction.readReply;
}

/** Whether P0 is transparent data, which only the two ends of it understand. */
export function isTransparent(action: number | undefined): boolean {
  return action === p0Action.transparentToDevice || action === p0Action.transparentToCloud;
}
