import { connackCode, encodeConnack, encodeConnack5 } from '../mqtt/connack.ts';
import type { ConnectPacket } from '../mqtt/connect.ts';
import type { PacketViolation } from '../mqtt/packet-violation.ts';
import type { Properties } from '../mqtt/property-table.ts';
import { reasonCode } from '../mqtt/reason-code.ts';
import { topicAliasMaximum } from '../mqtt5-connection.ts';
import type { SessionLimits } from '../session-limits.ts';

/** What a device asks for in its CONNECT that it would not get here, so that it must not believe it does. */
export function unservedWish(connect: ConnectPacket, limits: SessionLimits): PacketViolation | undefined {
  const { properties, will } = connect;
  if (properties === undefined) return undefined;
  if (properties.authenticationMethod !== undefined) return 'extended-authentication';
  if (will?.retain) return 'retain-not-supported';
  const maxBytes = properties.maximumPacketSize ?? Number.POSITIVE_INFINITY;
  return encodeAcceptance(connect, limits).length > maxBytes ? 'packet-too-large' : undefined;
}

/** The CONNACK that lets a device in. In MQTT 5 it says what this server does not do, and how much it takes. */
export function encodeAcceptance(connect: ConnectPacket, limits: SessionLimits): Buffer {
  if (connect.properties === undefined) return encodeConnack(connackCode.accepted);
  return encodeConnack5(reasonCode.success, {
    ...sessionTerms(connect),
    receiveMaximum: limits.receiveMaximum,
    maximumPacketSize: limits.maxPacketBytes,
    topicAliasMaximum,
    retainAvailable: false,
    subscriptionIdentifiersAvailable: false,
    sharedSubscriptionAvailable: false,
  });
}

/** Every session ends with its connection. A device has one at a time, so that its did names the client, too. */
function sessionTerms({ properties, clientId, userName }: ConnectPacket): Properties {
  return {
    ...(properties?.sessionExpiryInterval && { sessionExpiryInterval: 0 }),
    ...(clientId === '' && { assignedClientIdentifier: userName ?? '' }),
  };
}
