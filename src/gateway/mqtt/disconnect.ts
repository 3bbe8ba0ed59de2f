import { parseEmptyPacket } from './empty-packet.ts';

/** Checks a DISCONNECT, MQTT 3.1.1 §3.14: undefined when it is a proper one. */
export const parseDisconnect = parseEmptyPacket;
