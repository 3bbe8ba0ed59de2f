/**
 * Why a device's bytes are not MQTT, or not the MQTT that is served here. Before MQTT 5 all but two end the connection
 * without a word ([MQTT-4.8.0-1]); `refusalOf` in connack.ts names the two that are answered first. In MQTT 5 the
 * device is told, by the reason codes of violation-reasons.ts. Clauses are those of MQTT 3.1.1 where no other version is named.
 */
export type PacketViolation =
  /** Type 0. Table 2.1. */
  | 'reserved-packet-type'
  /** Type 15: reserved in table 2.1; in MQTT 5 AUTH, which answers an extended authentication that we never begin. */
  | 'auth-packet'
  /** A packet that only a server sends, or a second CONNECT. [MQTT-3.1.0-2] */
  | 'unexpected-packet'
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
  | 'too-many-topic-filters'
  /** MQTT 5.0 §1.5.5: a number that goes on after its fourth byte. */
  | 'malformed-variable-byte-integer'
  /** MQTT 5.0 §2.2.2.2 */
  | 'unknown-property'
  /** A property that its packet does not carry. MQTT 5.0 §2.2.2.2 */
  | 'misplaced-property'
  /** A property twice that may stand once. MQTT 5.0 §2.2.2.2 */
  | 'repeated-property'
  /** 0 where it is excluded, or neither 0 nor 1 where those are the only ones. MQTT 5.0 §3.1.2.11 */
  | 'property-out-of-range'
  /** MQTT 5.0 §3.1.2.11.10 */
  | 'authentication-data-without-method'
  /** An authentication method: we know none. MQTT 5.0 §4.12 */
  | 'extended-authentication'
  /** A message, or a will, that is to be retained, though we said that we retain none. MQTT 5.0 §3.2.2.3.5 */
  | 'retain-not-supported'
  /** A topic alias of 0, or above the maximum that we named. MQTT 5.0 §3.3.2.3.4 */
  | 'topic-alias-out-of-range'
  /** A topic alias that has not been given a topic. MQTT 5.0 §3.3.2.3.4 */
  | 'unknown-topic-alias'
  /** More publishes that are not acknowledged than we said we take. MQTT 5.0 §3.3.4 */
  | 'receive-maximum-exceeded'
  /** Bits 6 and 7 of a subscription's options. [MQTT-3.8.3-5] of 5.0 */
  | 'reserved-subscription-options'
  /** Retain handling 3. MQTT 5.0 §3.8.3.1 */
  | 'invalid-retain-handling'
  /** MQTT 5.0 §3.2.2.3.12 */
  | 'subscription-identifier'
  /** MQTT 5.0 §3.2.2.3.13 */
  | 'shared-subscription'
  /** A reason code that the packet does not have. MQTT 5.0 §2.4 */
  | 'invalid-reason-code'
  /** A session that was to end with its connection, and now is to outlive it. MQTT 5.0 §3.14.2.2.2 */
  | 'session-expiry-after-none';

/** What a parser returns instead of a packet; tell it by `'violation' in result`. */
export interface Violated {
  readonly violation: PacketViolation;
}

export function violated(violation: PacketViolation): Violated {
  return { violation };
}
