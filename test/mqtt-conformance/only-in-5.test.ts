import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../running-gateway.ts';
import { farewellOf } from './farewell.ts';
import {
  connect,
  packet,
  packetWithId,
  pingreq,
  pingresp,
  publish,
  suback,
  subscribe,
  text,
  unsuback,
  unsubscribe,
  will,
} from './hand-made-packets.ts';
import { accepted, connectOf, logIn, report, storedOf } from './logged-in-peer.ts';
import { RawPeer } from './raw-peer.ts';

const level = 5;
const { puback } = packetWithId;
const sent = { timeoutMs: 5_000, acknowledgement: 'unconfirmed' } as const;

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

/** The properties of a CONNACK, without their length. */
async function connackOf(options: object): Promise<Buffer> {
  const device = await gateway.createDevice();
  const peer = RawPeer.open(gateway.port);
  peer.write(connectOf(level, device, options));
  return (await accepted(peer)).subarray(5);
}

describe('CONNACK', () => {
  test('tells a client without an id which id it has, be its start clean or not', async () => {
    for (const flags of [0xc2, 0xc0]) {
      const device = await gateway.createDevice();
      const peer = RawPeer.open(gateway.port);
      peer.write(connectOf(level, device, { clientId: '', flags }));
      const assigned = Buffer.concat([Buffer.of(0x12), text(device.did)]);
      expect((await accepted(peer)).includes(assigned)).toBe(true);
    }
  });

  test('has neither response information nor a reason string, whatever was asked for', async () => {
    const plain = await connackOf({});
    expect(await connackOf({ properties: '1900' })).toEqual(plain);
    expect(await connackOf({ properties: '1901 1700' })).toEqual(plain);
    expect(await connackOf({ properties: '1701 22000a 2100ff' })).toEqual(plain);
  });

  test('refuses a will that is to be retained, and one of a QoS beyond 2', async () => {
    const { did, passcode } = await gateway.createDevice();
    const rest = [will(level, 't', 'm'), text(did), text(passcode)];
    for (const [flags, reason] of [
      [0xe6, 0x9a],
      [0xde, 0x81],
    ] as const) {
      const peer = RawPeer.open(gateway.port);
      peer.write(connect(level, { clientId: did, flags, rest }), pingreq);
      const [connack, ...others] = await peer.end();
      expect([connack?.[0], connack?.[2], connack?.[3], others]).toEqual([0x20, 0, reason, []]);
    }
  });
});

describe('topic aliases', () => {
  test('from 1 to the maximum of CONNACK stand for the topics they were given with', async () => {
    const { device, peer } = await logIn(gateway, level);
    const topic = `dev2app/${device.did}`;
    const alias = (value: number) => Buffer.from([0x23, 0, value]);
    for (const value of [1, 2, 3, 4]) {
      const fields = { payload: report, qos: 1, properties: alias(value) } as const;
      peer.write(publish(level, { topic, packetId: 1, ...fields }));
      peer.write(publish(level, { topic: '', packetId: 2, ...fields }));
      expect(await peer.packets(2)).toEqual([puback(1), puback(2)]);
    }
    expect(await storedOf(gateway, device)).toBe(8);
  });

  test('are forgotten with the connection', async () => {
    const first = await logIn(gateway, level);
    const { device } = first;
    const properties = '230001';
    const topic = `dev2app/${device.did}`;
    first.peer.write(publish(level, { topic, qos: 1, packetId: 1, properties }));
    expect(await first.peer.packet()).toEqual(puback(1));
    const { peer } = await logIn(gateway, level, { device, flags: 0xc0 });
    peer.write(publish(level, { topic: '', qos: 1, packetId: 1, properties }));
    expect(await farewellOf(peer)).toEqual([0x82]);
  });

  test('are not used in messages to a device, however many it allows', async () => {
    const { device, peer } = await logIn(gateway, level, { properties: '22ffff' });
    peer.write(subscribe(level, 1, [[`app2dev/${device.did}/#`, 0]]));
    await peer.packet();
    const frame = Buffer.from('00000003040000' + '9002', 'hex');
    for (const _ of [1, 2]) {
      await gateway.gateway.send(device.deviceId, Buffer.of(2), sent);
      const topic = `app2dev/${device.did}/qiyun`;
      expect(await peer.packet()).toEqual(publish(level, { topic, payload: frame }));
    }
  });
});

test('properties that say nothing here are taken, and taken for nothing', async () => {
  const { device, peer } = await logIn(gateway, level);
  const properties = '0101 0200000001 0300016a 08000172 0900020102 26 0001 "k" 0001 "v" 26 0001 "k" 0001 "w"';
  const topic = `dev2app/${device.did}`;
  peer.write(publish(level, { topic, payload: report, qos: 1, packetId: 1, properties }));
  expect(await peer.packet()).toEqual(puback(1));
  expect(await storedOf(gateway, device)).toBe(1);
});

test('"no local", "retain as published" and retain handling 0 to 2 are taken', async () => {
  const { device, peer } = await logIn(gateway, level);
  const filter = `app2dev/${device.did}/#`;
  peer.write(
    subscribe(
      level,
      1,
      [0x04, 0x08, 0x10, 0x21].map((options) => [filter, options] as const),
    ),
  );
  expect(await peer.packet()).toEqual(suback(level, 1, [0, 0, 0, 1]));
});

test('an UNSUBACK has a code for each filter, in their order', async () => {
  const { device, peer } = await logIn(gateway, level);
  const [all, one] = [`app2dev/${device.did}/#`, `app2dev/${device.did}/+`];
  peer.write(subscribe(level, 1, [[all, 0]]), unsubscribe(level, 2, [one, all, all]));
  await peer.packet();
  expect(await peer.packet()).toEqual(unsuback(level, 2, [0x11, 0, 0x11]));
});

test('a client that may be sent no message above QoS 0 is sent everything', async () => {
  const { device, peer } = await logIn(gateway, level, { properties: '210001' });
  peer.write(subscribe(level, 1, [[`app2dev/${device.did}/#`, 2]]));
  await peer.packet();
  for (const _ of [1, 2, 3]) await gateway.gateway.send(device.deviceId, Buffer.of(2), sent);
  peer.write(pingreq);
  expect((await peer.packets(4)).map((each) => each[0])).toEqual([0x30, 0x30, 0x30, pingresp[0]]);
});

test('a DISCONNECT may carry a reason and properties, and gets no answer', async () => {
  for (const bytes of ['', '00', '04', '04 00', '00 05 1100000000']) {
    const { peer } = await logIn(gateway, level);
    peer.write(packet(0xe0, bytes), pingreq);
    expect(await peer.end()).toEqual([]);
  }
});

test('the words of a refusal are left out where they do not fit', async () => {
  const maximumPacketSize = '270000001e';
  const { device, peer } = await logIn(gateway, level, { properties: maximumPacketSize });
  peer.write(Buffer.from('30ffffffffff', 'hex'));
  expect(await peer.end()).toEqual([packet(0xe0, '8100')]);
  const refused = RawPeer.open(gateway.port);
  const authenticationData = '16000178';
  refused.write(connectOf(level, device, { properties: maximumPacketSize + authenticationData }));
  expect(await refused.end()).toEqual([packet(0x20, '008200')]);
});
