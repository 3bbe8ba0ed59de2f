import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../running-gateway.ts';
import { farewellOf } from './farewell.ts';
import { packetWithId, pingreq, pingresp, publish, suback, subscribe } from './hand-made-packets.ts';
import { logIn, report, storedOf } from './logged-in-peer.ts';
import { type Level, versions } from './versions.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

const { puback, pubrec, pubrel, pubcomp } = packetWithId;
const sent = { timeoutMs: 5_000, acknowledgement: 'unconfirmed' } as const;

/** 0090 with the payload, as it is to come at QoS 0: without DUP, RETAIN and packet id. */
function commandPublish(level: Level, did: string, payload: Buffer): Buffer {
  const frame = Buffer.concat([Buffer.from([0, 0, 0, 3, 3 + payload.length, 0, 0, 0x90]), payload]);
  return publish(level, { topic: `app2dev/${did}/qiyun`, payload: frame });
}

describe.each(versions)('MQTT $name', ({ level }) => {
  /** Only MQTT 5 can say that it was not for this device to send. */
  const denied = level === 5 ? 0x87 : undefined;

  test('a message without a byte is a message like any other', async () => {
    const { device, peer } = await logIn(gateway, level);
    peer.write(publish(level, { topic: `dev2app/${device.did}`, qos: 1, packetId: 3 }));
    expect(await peer.packet()).toEqual(puback(3));
    expect(await storedOf(gateway, device)).toBe(1);
  });

  test('a message on a topic that is not the device’s own is acknowledged by its QoS and goes to nobody', async () => {
    const [{ device, peer }, other] = [await logIn(gateway, level), await logIn(gateway, level)];
    other.peer.write(subscribe(level, 1, [[`app2dev/${other.device.did}/#`, 1]]));
    await other.peer.packet();
    const topics = [
      `app2dev/${other.device.did}/qiyun`,
      `dev2app/${other.device.did}`,
      `DEV2APP/${device.did}`,
      `/dev2app/${device.did}`,
      `dev2app/${device.did} `,
      `\ufeffdev2app/${device.did}`,
      '$SYS/broker',
    ];
    for (const topic of topics) {
      peer.write(publish(level, { topic, payload: report, qos: 1, packetId: 1 }));
      expect(await peer.packet()).toEqual(puback(1, denied));
      peer.write(publish(level, { topic, payload: report, qos: 2, packetId: 1 }));
      expect(await peer.packet()).toEqual(pubrec(1, denied));
      peer.write(pubrel(1));
      expect(await peer.packet()).toEqual(pubcomp(1, level === 5 ? 0x92 : undefined));
    }
    other.peer.write(pingreq);
    expect(await other.peer.packet()).toEqual(pingresp);
    expect(await storedOf(gateway, other.device)).toBe(0);
    const { rows } = await gateway.database.query(
      'select distinct reason from rejected_frame where device_id = $1',
      [device.deviceId],
    );
    expect(rows).toEqual([{ reason: 'topic' }]);
  });

  test.runIf(level === 5)('a message with RETAIN ends the connection, as CONNACK has said', async () => {
    const { device, peer } = await logIn(gateway, level);
    peer.write(publish(level, { topic: `dev2app/${device.did}`, isRetained: true }));
    expect(await farewellOf(peer)).toEqual([0x9a]);
  });

  test.runIf(level !== 5)(
    'a message with RETAIN is taken like any other and is not there for those who subscribe later',
    async () => {
      const { device, peer } = await logIn(gateway, level);
      const own = { topic: `dev2app/${device.did}`, payload: report, isRetained: true } as const;
      const command = { ...own, topic: `app2dev/${device.did}/qiyun` };
      peer.write(publish(level, { ...own, qos: 1, packetId: 1 }));
      peer.write(publish(level, { ...command, qos: 1, packetId: 2 }));
      expect(await peer.packets(2)).toEqual([puback(1), puback(2)]);
      peer.write(subscribe(level, 3, [[`app2dev/${device.did}/#`, 1]]), pingreq);
      expect(await peer.packets(2)).toEqual([suback(level, 3, [1]), pingresp]);
      expect(await storedOf(gateway, device)).toBe(2);
    },
  );

  test('messages to a device come at QoS 0, without DUP and RETAIN, in the order in which they were sent', async () => {
    const { device, peer } = await logIn(gateway, level);
    peer.write(subscribe(level, 1, [[`app2dev/${device.did}/#`, 1]]));
    await peer.packet();
    const payloads = Array.from({ length: 20 }, (_, at) => Buffer.from([2, at]));
    await Promise.all(payloads.map((payload) => gateway.gateway.send(device.deviceId, payload, sent)));
    expect(await peer.packets(20)).toEqual(
      payloads.map((payload) => commandPublish(level, device.did, payload)),
    );
  });

  test('a message comes once, however many filters it matches and however often they were subscribed', async () => {
    const { device, peer } = await logIn(gateway, level);
    const filters = ['#', '+', 'qiyun', '#'].map((end) => [`app2dev/${device.did}/${end}`, 1] as const);
    peer.write(subscribe(level, 1, filters), subscribe(level, 2, filters));
    expect(await peer.packets(2)).toEqual([suback(level, 1, [1, 1, 1, 1]), suback(level, 2, [1, 1, 1, 1])]);
    await gateway.gateway.send(device.deviceId, Buffer.from([2]), sent);
    peer.write(pingreq);
    expect(await peer.packets(2)).toEqual([commandPublish(level, device.did, Buffer.from([2])), pingresp]);
  });

  test('a device without a subscription is sent no message', async () => {
    const { device, peer } = await logIn(gateway, level);
    const command = gateway.gateway.send(device.deviceId, Buffer.from([2]), { ...sent, timeoutMs: 20 });
    await expect(command).rejects.toMatchObject({ code: '5403' });
    peer.write(pingreq);
    expect(await peer.packet()).toEqual(pingresp);
  });

  test('an answer to a message that was never sent changes nothing', async () => {
    const { peer } = await logIn(gateway, level);
    peer.write(puback(1), pubrec(2), pubcomp(3), pingreq);
    expect(await peer.packet()).toEqual(pingresp);
  });

  test('messages of all QoS, between each other, are kept in the order in which they came', async () => {
    const { device, peer } = await logIn(gateway, level);
    const bodies = Array.from({ length: 30 }, (_, at) => Buffer.from([0xee, at]));
    const topic = `dev2app/${device.did}`;
    const publishes = bodies.map((payload, at) =>
      publish(level, { topic, payload, qos: (at % 3) as 0 | 1 | 2, packetId: at + 1 }),
    );
    peer.write(...publishes);
    await peer.packets(20);
    const { rows } = await gateway.database.query<{ payload: Buffer }>(
      'select payload from rejected_frame where device_id = $1 order by received_at, seq',
      [device.deviceId],
    );
    expect(rows.map(({ payload }) => payload)).toEqual(bodies);
  });
});
