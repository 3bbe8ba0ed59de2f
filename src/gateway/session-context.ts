import type { Ingest } from '../ingest/ingest.ts';
import type { Clock } from '../model/clock.ts';
import type { DeviceLogin } from '../model/device-login.ts';
import type { DeviceSession } from './device-session.ts';

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

/** What a session needs of the gateway it belongs to. */
export interface SessionContext {
  readonly clock: Clock;
  readonly limits: SessionLimits;
  readonly ingest: Ingest;
  readonly login: DeviceLogin;
  /** How many app clients a device should believe to be connected (0210). */
  clientCount(deviceId: number): number;
  productKeyOf(productId: number): string | undefined;
  /** Makes the session the one of its device and ends the one before it. */
  register(session: DeviceSession): void;
  unregister(session: DeviceSession): void;
  /** Whether reading is paused for everybody; a session that finds it so is called back by `release('pressure')`. */
  isUnderPressure(): boolean;
  awaitRelief(session: DeviceSession): void;
}
