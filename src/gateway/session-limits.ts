export interface SessionLimits {
  /** Until a device is known. */
  readonly maxConnectBytes: number;
  readonly maxPacketBytes: number;
  /** From the TCP connection to the CONNECT being answered. */
  readonly loginTimeoutMs: number;
  /** After so long a silence TCP asks whether a device that declares no keep-alive is still there. */
  readonly probeAfterMs: number;
  /** Connections of one address to one process that have not logged in yet; those beyond are cut. */
  readonly maxUnknownPerAddress: number;
  /** Publishes of one session, of any QoS, that are not yet on disk; beyond it we read no further from its socket. */
  readonly maxUncommitted: number;
  /** Of MQTT 5: publishes at QoS 1 and 2 that may be on their way at once; one more ends the session. */
  readonly receiveMaximum: number;
  /** Of any packets, as long as the product says nothing else; ten seconds' worth may come at once. */
  readonly maxMessagesPerSecond: number;
  /** Of any packets; ten seconds' worth may come at once. */
  readonly maxBytesPerSecond: number;
  /** What a device may leave unread before it is cut. */
  readonly maxUnsentBytes: number;
  /** How long the last bytes may take to reach a device whose session has ended. */
  readonly partingMs: number;
  /** How long a gateway that closes waits for what was received to be on disk. */
  readonly drainMs: number;
  readonly maxPendingCommands: number;
}

export const defaultSessionLimits: SessionLimits = {
  maxConnectBytes: 4 << 10,
  maxPacketBytes: 64 << 10,
  loginTimeoutMs: 10_000,
  probeAfterMs: 600_000,
  maxUnknownPerAddress: 20_000,
  maxUncommitted: 256,
  receiveMaximum: 128,
  maxMessagesPerSecond: 500,
  maxBytesPerSecond: 1 << 20,
  maxUnsentBytes: 256 << 10,
  partingMs: 5_000,
  drainMs: 3_000,
  maxPendingCommands: 64,
};
