import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningGateway, startGateway, type TestDevice } from '../running-gateway.ts';
import {
  packetWithId,
  pingreq,
  pingresp,
  publish,
  suback,
  subscribe,
  unsuback,
  unsubscribe,
} from './hand-made-packets.ts';
import { accepted, connectOf, logIn, report, storedOf } from './logged-in-peer.ts';
import { RawPeer } from './raw-peer.ts';
import { type Level, versions } from './versions.ts';

let gateway: RunningGateway;
/** What Node.js knows of the server's end of a connection, whichever socket it belongs to. */
interface ServerEnd {
  readonly bytesRead: number;
}
/** By the port of the other end. */
const serverEnds = new Map<number, ServerEnd>();

beforeAll(async () => {
  gateway = await startGateway();
  gateway.gateway.server.prependListener('connection', (socket: Socket & { _handle: ServerEnd }) => {
    serverEnds.set(socket.remotePort!, socket._handle);
  });
});
afterAll(() => gateway.stop());

/** Each piece comes to the server by itself: the next is written when it has read the one before. */
async function writeInPieces(peer: RawPeer, pieces: readonly Buffer[]): Promise<void> {
  const serverEnd = await serverEndOf(peer);
  for (const piece of pieces.filter(({ length }) => length > 0)) {
    const expected = serverEnd.bytesRead + piece.length;
    peer.write(piece);
    while (serverEnd.bytesRead < expected) await setImmediate();
  }
}

async function serverEndOf({ socket }: RawPeer): Promise<ServerEnd> {
  while (!serverEnds.has(socket.localPort!)) await setImmediate();
  return serverEnds.get(socket.localPort!)!;
}

/** What a device might send, and what has to come back, sorted. */
function recordedSession(level: Level, { did }: TestDevice): { sent: Buffer; answers: Buffer[] } {
  const topic = `dev2app/${did}`;
  const filter = `app2dev/${did}/#`;
  const { puback, pubrec } = packetWithId;
  const sent = Buffer.concat([
    subscribe(level, 1, [[filter, 1]]),
    publish(level, { topic, payload: report }),
    pingreq,
    publish(level, { topic, payload: report, qos: 1, packetId: 2 }),
    puback(9),
    publish(level, { topic, payload: report, qos: 2, packetId: 3 }),
    unsubscribe(level, 4, [filter]),
  ]);
  return {
    sent,
    answers: [suback(level, 1, [1]), pingresp, puback(2), pubrec(3), unsuback(level, 4, [0])].sort(
      Buffer.compare,
    ),
  };
}

/** In two wherever that is possible, and byte by byte. */
function everySplit(bytes: Buffer): Buffer[][] {
  const inTwo = Array.from({ length: bytes.length }, (_, cut) => [
    bytes.subarray(0, cut),
    bytes.subarray(cut),
  ]);
  return [...inTwo, Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))];
}

/** One after another on each of several connections, so that they wait for the disk together. */
async function shareOut<T>(work: readonly T[], connections: number, run: (share: T[]) => Promise<void>) {
  const shares = Array.from({ length: connections }, (_, at) =>
    work.filter((_, index) => index % connections === at),
  );
  await Promise.all(shares.map(run));
}

describe.each(versions)('MQTT $name', ({ level }) => {
  test('a session is understood alike wherever its bytes are split in two, and byte by byte', async () => {
    // All dids have the same length.
    const { sent } = recordedSession(level, await gateway.createDevice());
    const cuts = Array.from(everySplit(sent).keys());
    await shareOut(cuts, 16, async (share) => {
      const { device, peer } = await logIn(gateway, level);
      const { sent, answers } = recordedSession(level, device);
      const splits = everySplit(sent);
      for (const cut of share) {
        await writeInPieces(peer, splits[cut]!);
        // Those of messages wait for the disk, the others do not.
        expect((await peer.packets(answers.length)).sort(Buffer.compare)).toEqual(answers);
        peer.write(packetWithId.pubrel(3));
        expect(await peer.packet()).toEqual(packetWithId.pubcomp(3));
      }
      expect(await storedOf(gateway, device)).toBe(3 * share.length);
    });
  });

  test('a CONNECT is understood alike wherever its bytes are split in two, and byte by byte', async () => {
    const device = await gateway.createDevice();
    for (const pieces of everySplit(connectOf(level, device))) {
      const peer = RawPeer.open(gateway.port);
      await writeInPieces(peer, pieces);
      await accepted(peer);
    }
  });
});
