import type { Location, Place } from '../../model/place.ts';
import type { SessionEnd } from '../../model/session-end.ts';

/** What a frame in the log is: it decides which of the logs shows it. Stored as a number. */
export const frameKind = {
  /** From the device, with data points: reports and read replies (contract.md §5, …/data). */
  data: 1,
  /** From the device, anything else: empty answers, transparent data. */
  dev2app: 2,
  /** To the device. */
  app2dev: 3,
} as const;
export type FrameKind = (typeof frameKind)[keyof typeof frameKind];

export interface FrameRow {
  readonly deviceId: number;
  readonly receivedAtMs: number;
  readonly seq: number;
  readonly kind: FrameKind;
  /** The definition that decodes the frame; 0 where the product had none. */
  readonly definitionVersion: number;
  /** The whole frame as it was on the wire. */
  readonly payload: Buffer;
}

export interface RejectedFrameRow {
  readonly deviceId: number;
  readonly receivedAtMs: number;
  readonly seq: number;
  readonly reason: string;
  readonly topic: string;
  readonly payload: Buffer;
}

/** Where a device says it has come to: degrees, and the place near that. */
export interface OwnPosition {
  readonly longitude: number;
  readonly latitude: number;
  readonly place: Place | undefined;
}

/** The new present of a device after a batch. `image` and what follows are left as they are when undefined, both flags together. */
export interface StateRow {
  readonly deviceId: number;
  readonly image: Buffer | undefined;
  readonly definitionVersion: number | undefined;
  readonly reportedAtMs: number | undefined;
  readonly isFaulty: boolean | undefined;
  readonly isAlert: boolean | undefined;
  readonly position: OwnPosition | undefined;
}

export interface OnlineRow {
  readonly deviceId: number;
  readonly occurredAtMs: number;
  readonly seq: number;
  readonly keepAliveS: number;
  readonly clientIp: string;
  /** Where the address is, if that is known. */
  readonly location: Location | undefined;
}

/** `sessionSeq` is there because the end of an old session must never end a newer one. */
export interface OfflineRow extends SessionEnd {
  readonly deviceId: number;
  readonly occurredAtMs: number;
  readonly seq: number;
}

export interface AlarmRaisedRow {
  readonly deviceId: number;
  readonly raisedAtMs: number;
  readonly seq: number;
  readonly name: string;
  readonly kind: 'fault' | 'alert';
  /** Set when the same batch already cleared it. */
  clearedAtMs: number | undefined;
}

export interface AlarmClearedRow {
  readonly deviceId: number;
  readonly name: string;
  readonly clearedAtMs: number;
}

export interface ActivityRow {
  readonly deviceId: number;
  /** In the report time zone, `YYYY-MM-DD`. */
  readonly date: string;
}

/** What reports of one batch add to the sums of a point in an hour. */
export interface HourValueRow {
  readonly deviceId: number;
  /** Of the wall clock in the report time zone, `YYYY-MM-DD HH:00`. */
  readonly hour: string;
  readonly name: string;
  count: number;
  sum: number;
  max: number;
  min: number;
}

/** All that one transaction writes. Every list is in the order of its sequence numbers. */
export interface BatchRows {
  readonly epoch: number;
  /** 0 when there are only rows of what is derived, which may be written twice. */
  readonly lastSeq: number;
  readonly cutAtMs: number;
  readonly frames: readonly FrameRow[];
  readonly rejected: readonly RejectedFrameRow[];
  readonly states: readonly StateRow[];
  readonly online: readonly OnlineRow[];
  readonly offline: readonly OfflineRow[];
  readonly alarmsRaised: readonly AlarmRaisedRow[];
  readonly alarmsCleared: readonly AlarmClearedRow[];
  readonly activity: readonly ActivityRow[];
  /** One for each point and hour of a device. */
  readonly hourValues: readonly HourValueRow[];
}

/** How many things that happened to devices a batch brings to the disk. */
export function entriesIn({ frames, rejected, online, offline }: BatchRows): number {
  return frames.length + rejected.length + online.length + offline.length;
}
