import type { StatusField, StatusLayout } from '../codec/status-layout.ts';
import type { OwnPosition } from '../store/batch/batch-rows.ts';
import type { Position } from './own-position.ts';

/** A product's definition as the ingest uses it. */
export interface CurrentLayout {
  readonly version: number;
  readonly layout: StatusLayout;
  /** The points that are summed up by the hour: none unless the product wants it. */
  readonly summed: readonly StatusField[];
}

/** What a batch in the making will write of a device's present. */
export interface PendingState {
  reportedAtMs: number;
  alarmsChanged: boolean;
  /** Where the device says it has come to. */
  position: OwnPosition | undefined;
  /** Dates on which the device became active, not yet written. */
  dates: string[];
}

/**
 * A device while it has a session, or entries not yet committed: the place where its next report is compared with its
 * last. It outlives a session that ends and begins again, so that nothing is read back before it is written.
 */
export interface DeviceRuntime {
  readonly deviceId: number;
  readonly productId: number;
  readonly did: string;
  /** The latest known state, laid out by `current`; undefined while the product has no data points. */
  image: Buffer | undefined;
  current: CurrentLayout | undefined;
  /** The last date known to be recorded as active, or on its way. */
  activeDate: string;
  /** Where it last said it is, recorded or on its way to be. */
  position: Position | undefined;
  pending: PendingState | undefined;
  /** Sessions and uncommitted entries that hold this object. */
  holds: number;
}
