import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../running-gateway.ts';
import { pingreq, pingresp, suback, subscribe, unsuback, unsubscribe } from './hand-made-packets.ts';
import { logIn } from './logged-in-peer.ts';
import { versions } from './versions.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

const command = Buffer.from('02', 'hex');
const sent = { timeoutMs: 5_000, acknowledgement: 'unconfirmed' } as const;

describe.each(versions)('MQTT $name', ({ level }) => {
  /** MQTT 3.1 has no code for it, MQTT 5 one for each reason. */
  const refused = (qos: 0 | 1, reason = 0x87) => ({ 3: qos, 4: 0x80, 5: reason })[level];

  test('a SUBACK has a code for each filter, in their order, and QoS 2 is granted as 1', async () => {
    const { device, peer } = await logIn(gateway, level);
    const filters = [
      ['app2dev/another/#', 1],
      [`app2dev/${device.did}/#`, 0],
      [`app2dev/${device.did}/+`, 1],
      ['#', 0],
      [`app2dev/${device.did}/qiyun`, 2],
      ['+/+/+', 2],
      [`ser2cli_noti/${gateway.product.productKey}`, 2],
      ['$SYS/#', 0],
    ] as const;
    const granted = [refused(1), 0, 1, refused(0), 1, refused(1), 1, refused(0)];
    peer.write(subscribe(level, 0xabcd, filters));
    expect(await peer.packet()).toEqual(suback(level, 0xabcd, granted));
  });

  test('what was refused is not heard: a device never hears what is for another', async () => {
    const [{ peer }, other] = [await logIn(gateway, level), await logIn(gateway, level)];
    peer.write(
      subscribe(level, 1, [
        [`app2dev/${other.device.did}/#`, 0],
        ['#', 0],
      ]),
    );
    expect(await peer.packet()).toEqual(suback(level, 1, [refused(0), refused(0)]));
    other.peer.write(subscribe(level, 1, [[`app2dev/${other.device.did}/#`, 0]]));
    await other.peer.packet();
    await gateway.gateway.send(other.device.deviceId, command, sent);
    await other.peer.packet();
    peer.write(pingreq);
    expect(await peer.packet()).toEqual(pingresp);
  });

  test('an UNSUBSCRIBE of a filter that was never subscribed deletes nothing and is answered', async () => {
    const { device, peer } = await logIn(gateway, level);
    const filter = `app2dev/${device.did}/#`;
    peer.write(subscribe(level, 1, [[filter, 0]]), unsubscribe(level, 2, [`app2dev/${device.did}/+`]));
    expect(await peer.packets(2)).toEqual([suback(level, 1, [0]), unsuback(level, 2, [0x11])]);
    await gateway.gateway.send(device.deviceId, command, sent);
    expect((await peer.packet())[0]).toBe(0x30);
  });

  test('of two filters that let it hear the same, a device may give up one', async () => {
    const { device, peer } = await logIn(gateway, level);
    const [all, one] = [`app2dev/${device.did}/#`, `app2dev/${device.did}/+`];
    peer.write(
      subscribe(level, 1, [
        [all, 0],
        [one, 0],
      ]),
      unsubscribe(level, 2, [all]),
    );
    expect(await peer.packets(2)).toEqual([suback(level, 1, [0, 0]), unsuback(level, 2, [0])]);
    await gateway.gateway.send(device.deviceId, command, sent);
    expect((await peer.packet())[0]).toBe(0x30);
    peer.write(unsubscribe(level, 3, [one]));
    expect(await peer.packet()).toEqual(unsuback(level, 3, [0]));
    const late = gateway.gateway.send(device.deviceId, command, { ...sent, timeoutMs: 50 });
    await expect(late).rejects.toMatchObject({ code: '5403' });
    peer.write(pingreq);
    expect(await peer.packet()).toEqual(pingresp);
  });

  test('an UNSUBSCRIBE of several filters gets one UNSUBACK and deletes all of them', async () => {
    const { device, peer } = await logIn(gateway, level);
    const filters = ['#', '+', 'qiyun'].map((end) => `app2dev/${device.did}/${end}`);
    const asked = filters.map((filter) => [filter, 0] as const);
    peer.write(subscribe(level, 1, asked), unsubscribe(level, 0xffff, filters));
    expect(await peer.packets(2)).toEqual([suback(level, 1, [0, 0, 0]), unsuback(level, 0xffff, [0, 0, 0])]);
    const late = gateway.gateway.send(device.deviceId, command, { ...sent, timeoutMs: 50 });
    await expect(late).rejects.toMatchObject({ code: '5403' });
  });

  test('of 65 filters a device is granted 64', async () => {
    const { device, peer } = await logIn(gateway, level);
    const asked = Array.from({ length: 65 }, (_, at) => [`app2dev/${device.did}/${at}`, 1] as const);
    for (const [from, to] of [
      [0, 32],
      [32, 64],
    ] as const) {
      peer.write(subscribe(level, 1, asked.slice(from, to)));
      expect(await peer.packet()).toEqual(suback(level, 1, Array(32).fill(1)));
    }
    peer.write(subscribe(level, 2, [asked[64]!, asked[0]!]));
    expect(await peer.packet()).toEqual(suback(level, 2, [refused(1, 0x97), 1]));
  });
});
