/** Why a session ended, in the words of the online log (contract.md §5, …/online). */
export type OfflineReason =
  /** The device said DISCONNECT. */
  | 'mqtt_disconnect'
  /** Silence for 1.5 times the declared keep-alive. */
  | 'no_heartbeat'
  | 'tcp_closed'
  /** The same of a connection with TLS. */
  | 'ssl_closed'
  /** The same device logged in again elsewhere. */
  | 'offline_force'
  /** We ended it: the device was disabled, reset or erased. */
  | 'offline_reset'
  /** The device broke the protocol, or this server stopped. */
  | 'offline_exception'
  /** More messages or bytes per second than the product allows. */
  | 'offline_sending_density_overflow'
  | 'offline_sending_data_size_overflow';

/** Intervals between the PINGREQs of a session, in whole seconds; all 0 when there was none. */
export interface HeartbeatStatistics {
  readonly count: number;
  readonly maxS: number;
  readonly minS: number;
  readonly avgS: number;
  /** From the last heartbeat to the end of the session. */
  readonly lastS: number;
}

/** How a session ended, for the online log. */
export interface SessionEnd {
  /** The sequence number under which its beginning was recorded. */
  readonly sessionSeq: number;
  readonly durationS: number;
  readonly reason: OfflineReason;
  readonly heartbeat: HeartbeatStatistics;
}
