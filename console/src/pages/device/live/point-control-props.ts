import type { DataPoint, PointValue } from '../data-point.ts';

/** What every control of a data point is given. */
export interface PointControlProps {
  readonly point: DataPoint;
  readonly value: PointValue | undefined;
  readonly isDisabled: boolean;
  /** Picked values wait for others: then what was typed counts as soon as one goes on. */
  readonly isCollecting: boolean;
  onPick(value: PointValue): void;
}
