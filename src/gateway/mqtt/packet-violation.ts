/**
 * Why a device's bytes are not MQTT. All but two end the connection without a word ([MQTT-4.8.0-1]);
 * `refusalOf` in connack.ts names the two that are answered first. Clauses are those of MQTT 3.1.1.
 */
export type PacketViolation =
  /** Type 0 or 15. Table 2.1. */
  | 'reserved-packet-type'
  /** Flags of the first byte other than the type's own. [MQTT-2.2.2-2] */
  | 'reserved-flags'
  /** A remaining length that goes on after its fourth byte. §2.2.3 */
  | 'malformed-remaining-length'
  /** Longer than this server takes. Ours, not the standard's. */
  | 'packet-too-large'
  /** A field ends behind the packet. */
  | 'truncated-body'
  /** Bytes left over behind the last field. */
  | 'surplus-bytes'
  /** [MQTT-1.5.3-1] */
  | 'invalid-utf8'
  /** U+0000 inside a string. [MQTT-1.5.3-2] */
  | 'null-character'
  /** A protocol name other than MQIsdp and MQTT. [MQTT-3.1.2-1] */
  | 'unknown-protocol-name'
  /** [MQTT-3.1.2-2] */
  | 'unsupported-protocol-level'
  /** [MQTT-3.1.2-3] */
  | 'reserved-connect-flag'
  /** Will QoS 3, or will QoS or retain without a will. [MQTT-3.1.2-13], [MQTT-3.1.2-14], [MQTT-3.1.2-15] */
  | 'invalid-will-flags'
  /** [MQTT-3.1.2-22] */
  | 'password-without-user-name'
  /** None where one is needed, or longer than 23 characters in MQTT 3.1. [MQTT-3.1.3-8] */
  | 'client-id-rejected'
  /** QoS 3. [MQTT-3.3.1-4], [MQTT-3.8.3-4] */
  | 'invalid-qos'
  /** A repetition of a message that is never repeated. [MQTT-3.3.1-2] */
  | 'dup-at-qos-0'
  /** Packet identifier 0. [MQTT-2.3.1-1] */
  | 'packet-id-zero'
  /** A topic name or filter without a character. [MQTT-4.7.3-1] */
  | 'empty-topic'
  /** `+` or `#` in a topic name. [MQTT-3.3.2-2] */
  | 'wildcard-in-topic'
  /** `+` or `#` where a filter does not allow it. [MQTT-4.7.1-2], [MQTT-4.7.1-3] */
  | 'invalid-topic-filter'
  /** SUBSCRIBE or UNSUBSCRIBE of nothing. [MQTT-3.8.3-3], [MQTT-3.10.3-2] */
  | 'no-topic-filter'
  /** SUBSCRIBE or UNSUBSCRIBE of more at once than any device has use for. Ours, not the standard's. */
  | 'too-many-topic-filters';

/** What a parser returns instead of a packet; tell it by `'violation' in result`. */
export interface Violated {
  readonly violation: PacketViolation;
}

export function violated(violation: PacketViolation): Violated {
  return { violation };
}
