/**
 * The versions of MQTT spoken here, by the level a CONNECT names. A connection's level comes from its CONNECT
 * (`ConnectPacket.level`) and goes into every later parser: the one place from which versions differ.
 */
export const protocolLevel = { mqtt31: 3, mqtt311: 4, mqtt5: 5 } as const;

export type ProtocolLevel = (typeof protocolLevel)[keyof typeof protocolLevel];
