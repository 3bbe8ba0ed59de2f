import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../running-gateway.ts';
import { farewell, farewellOf } from './farewell.ts';
import {
  connect,
  disconnect,
  packet,
  packetWithId,
  pingreq,
  pingresp,
  publish,
  suback,
  subscribe,
  text,
  unsubscribe,
  will,
} from './hand-made-packets.ts';
import { accepted, connectOf, logIn, presenceOf, report, storedOf } from './logged-in-peer.ts';
import { RawPeer } from './raw-peer.ts';
import { type Level, versions } from './versions.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

const lettersAndDigits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Everything but CONNECT, which only a server sends included. */
function otherPackets(level: Level): Buffer[] {
  return [
    packet(0x20, '0000'),
    publish(level, { topic: 't', payload: report }),
    packetWithId.puback(1),
    packetWithId.pubrec(1),
    packetWithId.pubrel(1),
    packetWithId.pubcomp(1),
    subscribe(level, 1, [['#', 0]]),
    suback(level, 1, [0]),
    unsubscribe(level, 1, ['#']),
    packet(0xb0, '0001'),
    pingreq,
    pingresp,
    disconnect,
    ...(level === 5 ? [packet(0xf0)] : []),
  ];
}

/** What the server says before it ends the connection after this CONNECT: flags and code of its CONNACK. */
async function refusalOf(...bytes: readonly Buffer[]): Promise<number[][]> {
  const peer = RawPeer.open(gateway.port);
  peer.write(...bytes);
  return (await peer.end()).map((answer) => [answer[0]!, answer[2]!, answer[3]!]);
}

describe.each(versions)('MQTT $name', ({ level }) => {
  /** In MQTT 5 it would be refused: CONNACK says that nothing is retained. */
  const willRetain = level === 5 ? 0 : 0x20;
  /** Table 3.1 of MQTT 3.1.1, and what MQTT 5 has in its place. */
  const refused = (code: 4 | 5) => [[0x20, 0, level === 5 ? code + 0x82 : code]];

  test('anything but a CONNECT in the beginning ends the connection without an answer', async () => {
    const answers = await Promise.all(otherPackets(level).map((first) => refusalOf(first, pingreq)));
    expect(answers.flat()).toEqual([]);
  });

  test('a CONNECT with will, user name and password in their order is accepted', async () => {
    const { did, passcode } = await gateway.createDevice();
    const peer = RawPeer.open(gateway.port);
    const rest = [will(level, 'will/topic', 'gone'), text(did), text(passcode)];
    peer.write(connect(level, { clientId: did, flags: 0xd6 | willRetain, keepAliveS: 60, rest }));
    await accepted(peer);
  });

  test('a will is published to nobody, neither after a broken connection nor after a DISCONNECT', async () => {
    const listener = await logIn(gateway, level);
    const topic = `app2dev/${listener.device.did}/qiyun`;
    listener.peer.write(subscribe(level, 1, [[`app2dev/${listener.device.did}/#`, 1]]));
    await listener.peer.packet();
    for (const last of [disconnect, Buffer.from('f000', 'hex')]) {
      const device = await gateway.createDevice();
      const peer = RawPeer.open(gateway.port);
      const rest = [will(level, topic, 'gone'), text(device.did), text(device.passcode)];
      peer.write(connect(level, { clientId: device.did, flags: 0xc6 | willRetain, rest }), last);
      await accepted(peer);
      expect(await farewellOf(peer)).toEqual(last === disconnect ? [] : farewell(level, 0x82));
      expect(await storedOf(gateway, device)).toBe(0);
    }
    listener.peer.write(pingreq);
    expect(await listener.peer.packet()).toEqual(pingresp);
  });

  test('an accepted CONNECT gets CONNACK 0 without a session, also from a client that wants to keep one', async () => {
    const device = await gateway.createDevice();
    for (const flags of [0xc2, 0xc0, 0xc0]) {
      const peer = RawPeer.open(gateway.port);
      peer.write(connectOf(level, device, { flags }));
      await accepted(peer);
    }
  });

  test('nothing of a session is left to the next one', async () => {
    const first = await logIn(gateway, level, { flags: 0xc0 });
    const { device } = first;
    const message = { topic: `dev2app/${device.did}`, payload: report, qos: 2, packetId: 7 } as const;
    first.peer.write(subscribe(level, 1, [[`app2dev/${device.did}/#`, 1]]), publish(level, message));
    await first.peer.packets(2);
    const { peer } = await logIn(gateway, level, { device, flags: 0xc0 });
    const command = { timeoutMs: 50, acknowledgement: 'sent' } as const;
    const sent = gateway.gateway.send(device.deviceId, Buffer.from([2]), command);
    await expect(sent).rejects.toMatchObject({ code: '5403' });
    peer.write(publish(level, { ...message, isDup: true }));
    expect(await peer.packet()).toEqual(packetWithId.pubrec(7));
    expect(await storedOf(gateway, device)).toBe(2);
  });

  test('CONNACK comes first, whatever was sent together with the CONNECT', async () => {
    const device = await gateway.createDevice();
    const peer = RawPeer.open(gateway.port);
    peer.write(connectOf(level, device), pingreq, subscribe(level, 5, [[`app2dev/${device.did}/#`, 0]]));
    await accepted(peer);
    expect(await peer.packets(2)).toEqual([pingresp, suback(level, 5, [0])]);
  });

  test('a second CONNECT ends the connection', async () => {
    const { device, peer } = await logIn(gateway, level);
    peer.write(connectOf(level, device), pingreq);
    expect(await farewellOf(peer)).toEqual(farewell(level, 0x82));
    expect(await presenceOf(gateway, device)).toEqual(['online', 'offline_exception']);
  });

  test('a protocol level that is not served gets CONNACK 1 and the end', async () => {
    const name = text(level === 3 ? 'MQIsdp' : 'MQTT');
    for (const unserved of [0, 2, 6, 0x83, 0x84, 0xff]) {
      const body = [name, Buffer.from([unserved, 2, 0, 0]), text('a')];
      expect(await refusalOf(packet(0x10, ...body), pingreq)).toEqual([[0x20, 0, 1]]);
    }
  });

  test('another protocol name ends the connection without an answer', async () => {
    for (const name of ['', 'mqtt', 'MQTTX', 'HTTP']) {
      const body = [text(name), Buffer.from([level, 2, 0, 0]), text('a')];
      expect(await refusalOf(packet(0x10, ...body), pingreq)).toEqual([]);
    }
  });

  test('wrong credentials get CONNACK 4 and the end, a disabled device CONNACK 5', async () => {
    const device = await gateway.createDevice();
    const wrong = { ...device, passcode: 'ABCDEFGHIK' };
    expect(await refusalOf(connectOf(level, wrong))).toEqual(refused(4));
    expect(await refusalOf(connect(level, { clientId: 'a', flags: 2 }))).toEqual(refused(4));
    const nameOnly = connect(level, { clientId: 'a', flags: 0x82, rest: [text(device.did)] });
    expect(await refusalOf(nameOnly)).toEqual(refused(4));
    await gateway.database.query('update device_standing set is_disabled = true where device_id = $1', [
      device.deviceId,
    ]);
    expect(await refusalOf(connectOf(level, device))).toEqual(refused(5));
  });

  test('nothing that follows a refused CONNECT is looked at', async () => {
    const device = await gateway.createDevice();
    const message = publish(level, { topic: `dev2app/${device.did}`, payload: report, qos: 1, packetId: 1 });
    const wrong = connectOf(level, { ...device, passcode: 'wrong' });
    expect(await refusalOf(wrong, message, pingreq, connectOf(level, device))).toEqual(refused(4));
    expect(await storedOf(gateway, device)).toBe(0);
    expect(await presenceOf(gateway, device)).toEqual([]);
  });

  test('client ids of 1 to 23 letters and digits are accepted', async () => {
    const ids = [
      'Z',
      lettersAndDigits.slice(0, 23),
      lettersAndDigits.slice(22, 45),
      lettersAndDigits.slice(39),
    ];
    for (const clientId of ids) await logIn(gateway, level, { clientId });
  });

  test('the user name says who a device is, the client id does not', async () => {
    const first = await logIn(gateway, level, { clientId: 'same' });
    const second = await logIn(gateway, level, { clientId: 'same' });
    for (const { peer } of [first, second]) {
      peer.write(pingreq);
      expect(await peer.packet()).toEqual(pingresp);
    }
  });

  test('a second login of a device ends the connection before it', async () => {
    const first = await logIn(gateway, level);
    const second = await logIn(gateway, level, { device: first.device, clientId: 'other' });
    expect(await farewellOf(first.peer)).toEqual(farewell(level, 0x8e));
    second.peer.write(pingreq);
    expect(await second.peer.packet()).toEqual(pingresp);
    const reasons = ['online', 'offline_force', 'online'];
    expect(await presenceOf(gateway, first.device)).toEqual(reasons);
  });

  test('a connection that never sends a CONNECT is ended', async () => {
    const peer = RawPeer.open(gateway.port);
    await expect.poll(() => gateway.gateway.connectionCount - gateway.gateway.sessionCount).toBe(1);
    gateway.advance(10_500);
    expect(await peer.end()).toEqual([]);
  });

  test('silence of one and a half times the keep-alive ends the connection, any packet begins it anew', async () => {
    const { device, peer } = await logIn(gateway, level, { keepAliveS: 60 });
    const { peer: patient } = await logIn(gateway, level, { keepAliveS: 0 });
    const signs = [pingreq, publish(level, { topic: `dev2app/${device.did}`, qos: 1, packetId: 1 })];
    for (const sign of signs) {
      gateway.advance(90_000);
      peer.write(sign);
      await peer.packet();
    }
    gateway.advance(90_000);
    peer.write(pingreq);
    expect(await peer.packet()).toEqual(pingresp);
    gateway.advance(90_500);
    expect(await farewellOf(peer)).toEqual(farewell(level, 0x8d));
    expect(await presenceOf(gateway, device)).toEqual(['online', 'no_heartbeat']);
    patient.write(pingreq);
    expect(await patient.packet()).toEqual(pingresp);
  });

  test('after a DISCONNECT the server closes the connection and looks at nothing more', async () => {
    const { device, peer } = await logIn(gateway, level);
    const late = publish(level, { topic: `dev2app/${device.did}`, payload: report });
    peer.write(disconnect, late, pingreq);
    expect(await peer.end()).toEqual([]);
    expect(await presenceOf(gateway, device)).toEqual(['online', 'mqtt_disconnect']);
    expect(await storedOf(gateway, device)).toBe(0);
  });
});

describe('a client without an id', () => {
  test('is refused by CONNACK 2 where the version or a session to be kept needs one', async () => {
    expect(
      await refusalOf(connectOf(4, await gateway.createDevice(), { clientId: '', flags: 0xc0 })),
    ).toEqual([[0x20, 0, 2]]);
    for (const clientId of ['', lettersAndDigits.slice(0, 24)])
      expect(await refusalOf(connectOf(3, await gateway.createDevice(), { clientId }))).toEqual([
        [0x20, 0, 2],
      ]);
  });

  test('is accepted in MQTT 3.1.1 with a clean session', async () => {
    const [first, second] = [
      await logIn(gateway, 4, { clientId: '' }),
      await logIn(gateway, 4, { clientId: '' }),
    ];
    for (const { peer } of [first, second]) {
      peer.write(pingreq);
      expect(await peer.packet()).toEqual(pingresp);
    }
  });
});
