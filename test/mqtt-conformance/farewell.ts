import type { RawPeer } from './raw-peer.ts';
import type { Level } from './versions.ts';

/** What a server may say at the end of a connection: MQTT 5 has a DISCONNECT with the reason, the versions before have nothing. */
export function farewell(level: Level, reason: number): number[] {
  return level === 5 ? [reason] : [];
}

/** The reasons of the DISCONNECTs that come until the server has ended the connection. Nothing else may come. */
export async function farewellOf(peer: RawPeer): Promise<number[]> {
  return (await peer.end()).map((packet) => {
    if (packet[0] !== 0xe0) throw new Error(`${packet.toString('hex')} is no DISCONNECT`);
    return packet[2] ?? 0;
  });
}
