import { carriesStatus, isTransparent } from '../codec/p0-action.ts';
import type { ProtocolType } from '../model/data-point.ts';

/** What a payload (P0) is for the ingest. */
export type FrameClass =
  /** Reports and read replies: data, and the device is active. */
  | 'data'
  /** Transparent data: the device is active, but only the communication log shows it. */
  | 'transparent'
  /** Everything else a device may send, an empty acknowledgement first of all. */
  | 'answer'
  /** A status of the other protocol than the product's: its bytes cannot be read. */
  | 'foreign_action';

/**
 * By the action byte, undefined for an empty payload (contract.md §5 `…/data`). Without data points there is nothing to
 * read in a report, and it is mere traffic.
 */
export function classifyPayload(
  action: number | undefined,
  protocolType: ProtocolType | undefined,
): FrameClass {
  if (isTransparent(action)) return 'transparent';
  const isStatus = carriesStatus('standard', action) || carriesStatus('var_len', action);
  if (!isStatus) return 'answer';
  if (protocolType === undefined) return 'transparent';
  return carriesStatus(protocolType, action) ? 'data' : 'foreign_action';
}
