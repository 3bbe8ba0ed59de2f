export interface SessionLimits {
  /** Until a device is known. */
  readonly maxConnectBytes: number;
  readonly maxPacketBytes: number;
  /** From the TCP connection to the CONNECT being answered. */
  readonly loginTimeoutMs: number;
  /** Publishes of one session that are not yet on disk; beyond it we read no further from its socket. */
  readonly maxUnacknowledged: number;
  /** What a device may leave unread before it is cut. */
  readonly maxUnsentBytes: number;
  readonly maxPendingCommands: number;
}

export const defaultSessionLimits: SessionLimits = {
  maxConnectBytes: 4 << 10,
  maxPacketBytes: 64 << 10,
  loginTimeoutMs: 10_000,
  maxUnacknowledged: 1_000,
  maxUnsentBytes: 256 << 10,
  maxPendingCommands: 64,
};
