export interface AppSocketLimits {
  /** Of one message from an app, before it is parsed. */
  readonly maxMessageBytes: number;
  /** What an app has not yet taken; with more it is cut. */
  readonly maxUnsentBytes: number;
  readonly maxSubscriptions: number;
  /** Commands of one socket that wait for their device. */
  readonly maxCommands: number;
  /** From the connection, or the loss of a login, to the next login. */
  readonly loginTimeoutMs: number;
  /** What an app may declare at most (app-open-api.md §5.4); it is cut after 1.5 times as long. */
  readonly maxHeartbeatSeconds: number;
  readonly maxSocketsPerAddress: number;
  readonly maxSockets: number;
  /** How long an app may take to close when the server stops. */
  readonly partingMs: number;
}

/** Of one process. */
export const defaultAppSocketLimits: AppSocketLimits = {
  maxMessageBytes: 256 << 10,
  maxUnsentBytes: 1 << 20,
  maxSubscriptions: 10_000,
  maxCommands: 32,
  loginTimeoutMs: 10_000,
  maxHeartbeatSeconds: 180,
  maxSocketsPerAddress: 1_000,
  maxSockets: 50_000,
  partingMs: 1_000,
};
