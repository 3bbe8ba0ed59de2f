import { parseEmptyPacket } from './empty-packet.ts';

/** Checks a PINGREQ, MQTT 3.1.1 §3.12: undefined when it is a proper one. */
export const parsePingreq = parseEmptyPacket;
