import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  bytesOf,
  MAX_PACKET_BYTES,
  type PacketCase,
  packetCases,
} from '../../src/gateway/mqtt/packet-cases.test-helper.ts';
import { packetCases5 } from '../../src/gateway/mqtt/packet-cases-5.test-helper.ts';
import { type RunningGateway, startGateway, type TestDevice } from '../running-gateway.ts';
import { farewell, farewellOf } from './farewell.ts';
import { packetWithId, pingreq, pingresp, publish } from './hand-made-packets.ts';
import { connectOf, logIn, presenceOf, report, storedOf } from './logged-in-peer.ts';
import { RawPeer } from './raw-peer.ts';
import { type Level, versions } from './versions.ts';

/** What is said of a CONNECT before the end, whatever the version; before MQTT 5 everything else ends without a word. */
const refusals: Readonly<Record<string, number>> = {
  'unsupported-protocol-level': 1,
  'client-id-rejected': 2,
};

/** What MQTT 5 says where it is not "malformed packet": mostly protocol errors. MQTT 5.0 §4.13. */
const reasons: Readonly<Record<string, number>> = {
  'auth-packet': 0x82,
  'unexpected-packet': 0x82,
  'packet-id-zero': 0x82,
  'empty-topic': 0x82,
  'no-topic-filter': 0x82,
  'repeated-property': 0x82,
  'property-out-of-range': 0x82,
  'authentication-data-without-method': 0x82,
  'invalid-retain-handling': 0x82,
  'invalid-reason-code': 0x82,
  'packet-too-large': 0x95,
  'shared-subscription': 0x9e,
  'subscription-identifier': 0xa1,
};

const allCases = [...packetCases, ...packetCases5];

let gateway: RunningGateway;
/** A device that does nothing wrong, beside all the others. */
let healthy: { readonly device: TestDevice; readonly peer: RawPeer };
let healthyReports = 0;

beforeAll(async () => {
  gateway = await startGateway({
    session: { maxPacketBytes: MAX_PACKET_BYTES, maxConnectBytes: MAX_PACKET_BYTES },
  });
  const device = await gateway.createDevice();
  healthy = { device, peer: new RawPeer(gateway.port) };
  healthy.peer.write(connectOf(4, device));
  await healthy.peer.packet();
});
afterAll(async () => {
  healthy.peer.leave();
  await gateway.stop();
});

afterEach(async () => {
  const topic = `dev2app/${healthy.device.did}`;
  healthy.peer.write(publish(4, { topic, payload: report, qos: 1, packetId: 1 }), pingreq);
  expect((await healthy.peer.packets(2)).sort(Buffer.compare)).toEqual([packetWithId.puback(1), pingresp]);
  healthyReports++;
});

function casesOf(level: Level): (PacketCase & { readonly violation: string })[] {
  return allCases.flatMap((packetCase) =>
    packetCase.level === level && 'violation' in packetCase ? [packetCase] : [],
  );
}

/** Packets before the end, by their first byte and code. */
function lastWords(bytes: Buffer, violation: string, level: Level): (number | undefined)[][] {
  if (violation in refusals) return [[0x20, refusals[violation]]];
  if (level !== 5) return [];
  return [[bytes[0]! >> 4 === 1 ? 0x20 : 0xe0, reasons[violation] ?? 0x81]];
}

/** A connection that has come as far as one must have to send these bytes. */
async function peerFor(bytes: Buffer, level: Level): Promise<RawPeer> {
  const isConnect = bytes[0]! >> 4 === 1;
  return isConnect ? RawPeer.open(gateway.port) : (await logIn(gateway, level)).peer;
}

describe.each(versions)('MQTT $name', ({ level }) => {
  test.each(casesOf(level))('$title ends its connection and harms nobody', async (packetCase) => {
    const bytes = bytesOf(packetCase.notation);
    const peer = await peerFor(bytes, level);
    peer.write(bytes, pingreq);
    const answers = (await peer.end()).map((answer) => [answer[0], answer[answer[0] === 0x20 ? 3 : 2]]);
    expect(answers).toEqual(lastWords(bytes, packetCase.violation, level));
  });

  test('a packet that breaks off leaves nothing behind', async () => {
    const device = await gateway.createDevice();
    const message = publish(level, { topic: `dev2app/${device.did}`, payload: report, qos: 1, packetId: 1 });
    for (let cut = 0; cut < message.length; cut += 5) {
      const { peer } = await logIn(gateway, level, { device });
      peer.socket.end(message.subarray(0, cut));
      expect(await peer.end()).toEqual([]);
    }
    expect(await storedOf(gateway, device)).toBe(0);
    expect(new Set(await presenceOf(gateway, device))).toEqual(new Set(['online', 'tcp_closed']));
  });

  test('a packet as long as is allowed is taken, one byte more ends the connection', async () => {
    const { device, peer } = await logIn(gateway, level);
    const topic = `dev2app/${device.did}`;
    const longest =
      MAX_PACKET_BYTES - publish(level, { topic, payload: Buffer.alloc(200), qos: 1 }).length + 200;
    const message = { topic, qos: 1, packetId: 1 } as const;
    peer.write(publish(level, { ...message, payload: Buffer.alloc(longest) }));
    expect(await peer.packet()).toEqual(packetWithId.puback(1));
    peer.write(publish(level, { ...message, payload: Buffer.alloc(longest + 1) }));
    expect(await farewellOf(peer)).toEqual(farewell(level, 0x95));
    expect(await presenceOf(gateway, device)).toEqual(['online', 'offline_sending_data_size_overflow']);
  });

  test('two devices whose bytes come in turns are both understood', async () => {
    const pair = [await logIn(gateway, level), await logIn(gateway, level)];
    const messages = pair.map(({ device }, at) =>
      publish(level, { topic: `dev2app/${device.did}`, payload: report, qos: 1, packetId: at + 1 }),
    );
    for (let position = 0; position < messages[0]!.length; position++)
      for (const [at, { peer }] of pair.entries()) {
        peer.write(messages[at]!.subarray(position, position + 1));
        await setImmediate();
      }
    for (const [at, { peer, device }] of pair.entries()) {
      expect(await peer.packet()).toEqual(packetWithId.puback(at + 1));
      expect(await storedOf(gateway, device)).toBe(1);
    }
  });

  test('whatever becomes of a packet on its way, it ends at most the connection it came on', async () => {
    const proper = allCases.filter((packetCase) => packetCase.level === level && 'packet' in packetCase);
    const damaged = fc
      .tuple(fc.constantFrom(...proper), fc.nat(), fc.nat(255))
      .map(([{ notation }, position, byte]) => {
        const bytes = bytesOf(notation);
        bytes[position % bytes.length] = byte;
        return bytes;
      });
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => {
        const peer = await peerFor(bytes, level);
        peer.socket.end(Buffer.concat([bytes, pingreq]));
        await peer.end();
      }),
      { numRuns: 40, seed: 311 },
    );
  });
});

test('the device beside them was online all the time, and all that it reported is kept', async () => {
  expect(await presenceOf(gateway, healthy.device)).toEqual(['online']);
  expect(await storedOf(gateway, healthy.device)).toBe(healthyReports);
});
