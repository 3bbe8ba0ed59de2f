import type { OfflineReason } from '../model/session-end.ts';
import { encodeConnack5 } from './mqtt/connack.ts';
import { encodeDisconnect } from './mqtt/disconnect.ts';
import { type PacketViolation, type Violated, violated } from './mqtt/packet-violation.ts';
import type { Properties } from './mqtt/property-table.ts';
import { isOnTopic, topicOf } from './mqtt/publish.ts';
import type { PublishPacket5 } from './mqtt/publish-5.ts';
import { type ReasonCode, reasonCode } from './mqtt/reason-code.ts';
import { violationReasons } from './mqtt/violation-reasons.ts';

/** A device has four topics of its own to publish on (device-cloud.md §4.5). */
export const topicAliasMaximum = 4;

/** What a device is told when we end its session; nothing where it ended it itself. MQTT 5.0 table 3-10. */
const reasonByOfflineReason: Readonly<Record<OfflineReason, ReasonCode | undefined>> = {
  mqtt_disconnect: undefined,
  tcp_closed: undefined,
  ssl_closed: undefined,
  no_heartbeat: reasonCode.keepAliveTimeout,
  offline_force: reasonCode.sessionTakenOver,
  offline_reset: reasonCode.administrativeAction,
  offline_exception: reasonCode.unspecifiedError,
  offline_sending_density_overflow: reasonCode.messageRateTooHigh,
  offline_sending_data_size_overflow: reasonCode.packetTooLarge,
};

/** What MQTT 5 can tell of the end of a session beyond what the online log does. */
export interface EndingCause {
  readonly violation?: PacketViolation;
  readonly code?: ReasonCode;
}

/** What a session has to remember when its device speaks MQTT 5, from its CONNECT on. */
export class Mqtt5Connection {
  /** Of what is sent to the device. */
  readonly maxPacketBytes: number;
  /** Whether the device wants its session to outlive the connection. Ours never does. */
  readonly wantsLastingSession: boolean;
  readonly #hearsWhy: boolean;
  /** Set when the CONNACK that accepts it is sent. */
  isAccepted = false;
  /** Publishes at QoS 1 that came and have no PUBACK yet. */
  unacknowledged = 0;
  /** By alias; an empty string is the device's own topic for reports. */
  readonly #topics = new Map<number, string>();

  constructor({ maximumPacketSize, requestProblemInformation, sessionExpiryInterval }: Properties = {}) {
    // 0 is refused, [MQTT-3.1.2-24] cannot mean it.
    this.maxPacketBytes = maximumPacketSize || Number.POSITIVE_INFINITY;
    this.#hearsWhy = requestProblemInformation ?? true;
    this.wantsLastingSession = (sessionExpiryInterval ?? 0) !== 0;
  }

  /** The topic of a publish, or of the alias it uses; an empty string for the device's own topic for reports. */
  topicOf(publish: PublishPacket5, reportTopic: Buffer): string | Violated {
    const alias = publish.properties.topicAlias;
    if (alias === 0 || (alias ?? 0) > topicAliasMaximum) return violated('topic-alias-out-of-range');
    if (publish.topicStart === publish.topicEnd)
      return this.#topics.get(alias!) ?? violated('unknown-topic-alias');
    const topic = isOnTopic(publish, reportTopic) ? '' : topicOf(publish);
    if (alias !== undefined) this.#topics.set(alias, topic);
    return topic;
  }

  /** The last packet before the connection is closed: CONNACK before the login was accepted, then DISCONNECT. */
  farewell(reason: OfflineReason, { violation, code }: EndingCause): Buffer | undefined {
    const saidCode = code ?? (violation ? violationReasons[violation] : reasonByOfflineReason[reason]);
    if (saidCode === undefined) return undefined;
    // [MQTT-3.14.0-1]
    const encode = this.isAccepted ? encodeDisconnect : encodeConnack5;
    const explained = encode(saidCode, violation && this.#hearsWhy ? { reasonString: violation } : {});
    return [explained, encode(saidCode)].find((packet) => packet.length <= this.maxPacketBytes);
  }
}
