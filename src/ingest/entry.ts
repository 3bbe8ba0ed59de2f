import type { AlarmEdge } from '../codec/apply-report.ts';
import type { StatusField } from '../codec/status-layout.ts';
import type { FrameRow, OfflineRow, OnlineRow, RejectedFrameRow } from '../store/batch/batch-rows.ts';
import type { DeviceRuntime } from './device-runtime.ts';

/**
 * Who is told that an entry is on disk. For a QoS 1 publish this is the session: it gathers what it has to acknowledge
 * and sends it when the batch is through.
 */
export interface Acknowledgement {
  /** With packet id 0 for a publish at QoS 0. */
  acknowledge(packetId: number): void;
  /** Called once after the last `acknowledge` of a batch. */
  flushAcknowledgements(): void;
  /** The database refuses the entry in every form: it is not on disk and will not be. */
  refuse(): void;
}

interface Pending {
  readonly device: DeviceRuntime;
  readonly ack: Acknowledgement | undefined;
  readonly packetId: number;
  /** For the rare entry somebody waits for. */
  readonly committed: (() => void) | undefined;
}

/** What a report says for the sums of its hour. */
export interface HourNumbers {
  /** Of the wall clock in the report time zone, `YYYY-MM-DD HH:00`. */
  readonly hour: string;
  readonly fields: readonly StatusField[];
  /** Of the fields, in their order; undefined where the report does not carry it. */
  readonly values: readonly (number | undefined)[];
}

/** The entries are themselves the rows that are written: a frame costs one object between socket and disk. */
export interface FrameEntry extends FrameRow, Pending {
  readonly type: 'frame';
  readonly edges: readonly AlarmEdge[];
  /** Of products whose numbers are summed up by the hour. */
  readonly numbers: HourNumbers | undefined;
}

export interface RejectedEntry extends RejectedFrameRow, Pending {
  readonly type: 'rejected';
}

export interface OnlineEntry extends OnlineRow, Pending {
  readonly type: 'online';
}

export interface OfflineEntry extends OfflineRow, Pending {
  readonly type: 'offline';
}

export type Entry = FrameEntry | RejectedEntry | OnlineEntry | OfflineEntry;
