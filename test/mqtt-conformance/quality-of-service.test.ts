import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type RunningGateway, startGateway, type TestDevice } from '../running-gateway.ts';
import { farewell, farewellOf } from './farewell.ts';
import { packetWithId, pingreq, pingresp, publish } from './hand-made-packets.ts';
import { logIn, report, storedOf } from './logged-in-peer.ts';
import { type Level, versions } from './versions.ts';

const { puback, pubrec, pubrel, pubcomp } = packetWithId;

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
afterEach(() => gateway.interceptWrites(async () => {}));

/** Until it is called nothing gets to disk. */
function stopTheDisk(): () => void {
  let goOn = () => {};
  const stopped = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  gateway.interceptWrites(() => stopped);
  onTestFinished(goOn);
  return goOn;
}

function reportOf(
  level: Level,
  { did }: TestDevice,
  fields: { readonly qos: 0 | 1 | 2; readonly packetId?: number; readonly isDup?: boolean },
): Buffer {
  return publish(level, { topic: `dev2app/${did}`, payload: report, ...fields });
}

describe.each(versions)('MQTT $name', ({ level }) => {
  test('a message at QoS 0 is kept and not answered', async () => {
    const { device, peer } = await logIn(gateway, level);
    peer.write(reportOf(level, device, { qos: 0 }), pingreq);
    expect(await peer.packet()).toEqual(pingresp);
    expect(await storedOf(gateway, device)).toBe(1);
  });

  test('a message at QoS 1 is answered with a PUBACK of its packet id when it is on disk', async () => {
    const { device, peer } = await logIn(gateway, level);
    const goOn = stopTheDisk();
    peer.write(reportOf(level, device, { qos: 1, packetId: 0xfffe }), pingreq);
    expect(await peer.packet()).toEqual(pingresp);
    goOn();
    expect(await peer.packet()).toEqual(puback(0xfffe));
    expect(await storedOf(gateway, device)).toBe(1);
  });

  test('after its PUBACK the same packet id is a new message, whatever DUP says', async () => {
    const { device, peer } = await logIn(gateway, level);
    for (const isDup of [false, true, true]) {
      peer.write(reportOf(level, device, { qos: 1, packetId: 9, isDup }));
      expect(await peer.packet()).toEqual(puback(9));
    }
    expect(await storedOf(gateway, device)).toBe(3);
  });

  test('a message at QoS 2 is answered with PUBREC and PUBCOMP of its packet id', async () => {
    const { device, peer } = await logIn(gateway, level);
    peer.write(reportOf(level, device, { qos: 2, packetId: 0x0102 }));
    expect(await peer.packet()).toEqual(pubrec(0x0102));
    expect(await storedOf(gateway, device)).toBe(1);
    peer.write(pubrel(0x0102));
    expect(await peer.packet()).toEqual(pubcomp(0x0102));
  });

  test('a message at QoS 2 that comes again before its PUBREL is answered again and kept once', async () => {
    const { device, peer } = await logIn(gateway, level);
    for (const isDup of [false, true, false]) {
      peer.write(reportOf(level, device, { qos: 2, packetId: 7, isDup }));
      expect(await peer.packet()).toEqual(pubrec(7));
    }
    expect(await storedOf(gateway, device)).toBe(1);
  });

  test('after its PUBCOMP the same packet id at QoS 2 is a new message', async () => {
    const { device, peer } = await logIn(gateway, level);
    for (const _ of [1, 2]) {
      peer.write(reportOf(level, device, { qos: 2, packetId: 7 }));
      expect(await peer.packet()).toEqual(pubrec(7));
      peer.write(pubrel(7));
      expect(await peer.packet()).toEqual(pubcomp(7));
    }
    expect(await storedOf(gateway, device)).toBe(2);
  });

  test('no PUBREC is sent before the message is on disk, to a repetition neither', async () => {
    const { device, peer } = await logIn(gateway, level);
    const goOn = stopTheDisk();
    peer.write(reportOf(level, device, { qos: 2, packetId: 7 }));
    peer.write(reportOf(level, device, { qos: 2, packetId: 7, isDup: true }), pingreq);
    expect(await peer.packet()).toEqual(pingresp);
    goOn();
    expect(await peer.packets(2)).toEqual([pubrec(7), pubrec(7)]);
    expect(await storedOf(gateway, device)).toBe(1);
  });

  test('a PUBREL before the PUBREC it answers ends the connection: nothing is complete that is not on disk', async () => {
    const { device, peer } = await logIn(gateway, level);
    const goOn = stopTheDisk();
    peer.write(reportOf(level, device, { qos: 2, packetId: 7 }), pubrel(7));
    expect(await farewellOf(peer)).toEqual(farewell(level, 0x82));
    goOn();
    expect(await storedOf(gateway, device)).toBe(1);
  });

  test('a PUBREL of a message that the connection does not know is answered with PUBCOMP', async () => {
    const { peer } = await logIn(gateway, level);
    peer.write(pubrel(4711));
    expect(await peer.packet()).toEqual(pubcomp(4711, level === 5 ? 0x92 : undefined));
  });

  test('a message that cannot be written ends its connection, and is not acknowledged', async () => {
    const { device, peer } = await logIn(gateway, level);
    gateway.interceptWrites(() => Promise.reject(new Error('no')));
    peer.write(reportOf(level, device, { qos: 1, packetId: 7 }));
    expect(await farewellOf(peer)).toEqual(farewell(level, 0x89));
    gateway.interceptWrites(async () => {});
    const again = await logIn(gateway, level, { device });
    again.peer.write(reportOf(level, device, { qos: 1, packetId: 7, isDup: true }));
    expect(await again.peer.packet()).toEqual(puback(7));
    expect(await storedOf(gateway, device)).toBe(1);
  });
});
