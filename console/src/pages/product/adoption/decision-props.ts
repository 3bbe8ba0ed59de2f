import type { WaitingDevice } from './adoption-queries.ts';

/** Of a question about devices that wait. */
export interface DecisionProps {
  readonly productKey: string;
  readonly devices: readonly WaitingDevice[];
  /** Some of them are decided. */
  onDecided(): void;
  onClose(): void;
}
