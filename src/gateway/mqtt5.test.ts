import type { IDisconnectPacket, IPublishPacket } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Mqtt5WireDevice } from '../../test/mqtt5-wire-device.ts';
import {
  connectDevice,
  type RunningGateway,
  startGateway,
  type TestDevice,
} from '../../test/running-gateway.ts';
import { bytesOf } from './mqtt/packet-cases.test-helper.ts';

/** A report of the greenhouse controller in which no alarm is on. */
const report = Buffer.concat([Buffer.from('000000032c00009104', 'hex'), Buffer.alloc(40)]);
const required = { timeoutMs: 5_000, acknowledgement: 'required' } as const;

let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway({
    session: { receiveMaximum: 4, maxMessagesPerSecond: 20, partingMs: 2_000 },
  });
});
afterAll(() => gateway.stop());

/** An MQTT 5 client of somebody else's making, logged in as the device. */
async function connectClient(device: TestDevice) {
  const client = await connectDevice(gateway, device, { protocolVersion: 5 });
  client.on('error', () => {});
  onTestFinished(() => void client.end(true));
  return client;
}

function publishOf(topic: string, fields: Partial<IPublishPacket> = {}): IPublishPacket {
  return { cmd: 'publish', topic, payload: report, qos: 0, dup: false, retain: false, ...fields };
}

async function framesOf({ deviceId }: TestDevice): Promise<string[]> {
  await gateway.ingest.idle();
  const { rows } = await gateway.database.query<{ payload: Buffer }>(
    'select payload from frame where device_id = $1 order by received_at, seq',
    [deviceId],
  );
  return rows.map((row) => row.payload.toString('hex'));
}

async function endOf({ deviceId }: TestDevice): Promise<unknown> {
  await gateway.ingest.idle();
  const { rows } = await gateway.database.query(
    'select reason from presence_event where device_id = $1 and not is_online',
    [deviceId],
  );
  return rows.at(-1)?.reason;
}

describe('a client of MQTT 5', () => {
  test('comes online, hears its topics, reports at each QoS and answers a command', async () => {
    const device = await gateway.createDevice();
    const client = await connectClient(device);
    client.on('message', (topic, payload) => {
      if (topic !== `app2dev/${device.did}/qiyun`) return;
      const answer = Buffer.from(payload);
      answer.writeUInt16BE(0x0094, 6);
      answer[4] = 7;
      client.publish(topic.replace('app2dev', 'dev2app'), answer.subarray(0, 12));
    });
    const filters = [
      `ser2cli_noti/${gateway.product.productKey}`,
      `ser2cli_res/${device.did}`,
      `app2dev/${device.did}/#`,
    ];
    const granted = await client.subscribeAsync(filters, { qos: 1 });
    expect(granted.map(({ qos }) => qos)).toEqual([1, 1, 1]);
    for (const qos of [0, 1, 2] as const) await client.publishAsync(`dev2app/${device.did}`, report, { qos });
    await gateway.gateway.send(device.deviceId, Buffer.from('02', 'hex'), required);
    expect(await framesOf(device)).toEqual([
      ...new Array(3).fill(report.toString('hex')),
      '00000003080000930000000102',
      '000000030700009400000001',
    ]);
    await client.unsubscribeAsync(filters);
    await client.endAsync();
    await expect.poll(() => endOf(device)).toBe('mqtt_disconnect');
  });

  test('is told by the second login why the first session ended', async () => {
    const device = await gateway.createDevice();
    const first = await connectClient(device);
    const disconnect = new Promise<IDisconnectPacket>((resolve) => first.once('disconnect', resolve));
    await connectClient(device);
    expect((await disconnect).reasonCode).toBe(0x8e);
  });

  test('that uses topic aliases leaves the topic out of all but the first report', async () => {
    const device = await gateway.createDevice();
    const client = await connectDevice(gateway, device, { protocolVersion: 5, autoAssignTopicAlias: true });
    onTestFinished(() => void client.end(true));
    const lengths: number[] = [];
    client.on('packetsend', (packet) => {
      if (packet.cmd === 'publish') lengths.push(packet.topic.length);
    });
    for (let sent = 0; sent < 3; sent++)
      await client.publishAsync(`dev2app/${device.did}`, report, { qos: 1 });
    expect(lengths).toEqual([30, 0, 0]);
    expect(await framesOf(device)).toEqual(new Array(3).fill(report.toString('hex')));
  });
});

describe('CONNACK', () => {
  test('says what this server takes and what it does not do', async () => {
    const device = await gateway.createDevice();
    const wire = await Mqtt5WireDevice.connect(gateway, device);
    expect(await wire.next('connack')).toMatchObject({
      reasonCode: 0,
      sessionPresent: false,
      properties: {
        receiveMaximum: 4,
        maximumPacketSize: 65_536,
        topicAliasMaximum: 4,
        retainAvailable: false,
        subscriptionIdentifiersAvailable: false,
        sharedSubscriptionAvailable: false,
      },
    });
  });

  test('names a client that has no name, and says that a lasting session does not last', async () => {
    const device = await gateway.createDevice();
    const wire = await Mqtt5WireDevice.connect(gateway, device, {
      clientId: '',
      properties: { sessionExpiryInterval: 3_600 },
    });
    expect((await wire.next('connack')).properties).toMatchObject({
      assignedClientIdentifier: device.did,
      sessionExpiryInterval: 0,
    });
  });

  test.each([
    ['a wrong passcode', { password: Buffer.from('WRONG') }, 0x86],
    ['an authentication method', { properties: { authenticationMethod: 'SCRAM-SHA-1' } }, 0x8c],
    ['authentication data without a method', { properties: { authenticationData: Buffer.of(1) } }, 0x82],
    ['a will to be retained', { will: { topic: 't', payload: 'x', retain: true } }, 0x9a],
    ['a maximum packet size that CONNACK does not fit in', { properties: { maximumPacketSize: 20 } }, 0x95],
  ])('refuses %s with a code of its own and leaves no session', async (_, wishes, reasonCode) => {
    const device = await gateway.createDevice();
    const wire = await Mqtt5WireDevice.connect(gateway, device, wishes);
    expect(await wire.next('connack')).toMatchObject({ reasonCode });
    await wire.closed;
    expect(wire.received).toHaveLength(1);
    expect(await endOf(device)).toBeUndefined();
  });

  test.each([
    ['a receive maximum of 0', '03 210000'],
    ['a maximum packet size of 0', '05 2700000000'],
    ['a property twice', '06 210001 210001'],
  ])('refuses %s as a protocol error', async (_, properties) => {
    const wire = new Mqtt5WireDevice(gateway);
    const body = bytesOf(`0004 "MQTT" 05 02 003c | ${properties} | 0001 "a"`);
    wire.write(Buffer.concat([Buffer.of(0x10, body.length), body]));
    expect(await wire.next('connack')).toMatchObject({ reasonCode: 0x82 });
    await wire.closed;
  });

  test('tells a disabled device that it is not authorized', async () => {
    const device = await gateway.createDevice();
    await gateway.database.query('update device_standing set is_disabled = true where device_id = $1', [
      device.deviceId,
    ]);
    const wire = await Mqtt5WireDevice.connect(gateway, device);
    expect(await wire.next('connack')).toMatchObject({ reasonCode: 0x87 });
  });
});

describe('a device learns why it was cut:', () => {
  test.each<[string, string, number, string]>([
    ['a packet of a reserved type', '00 00', 0x81, 'offline_exception'],
    ['AUTH', 'f0 00', 0x82, 'offline_exception'],
    ['a packet that only a server sends', 'd0 00', 0x82, 'offline_exception'],
    ['a property that nobody knows', '30 05 | 0001 "t" | 01 10', 0x81, 'offline_exception'],
    ['a topic alias of 0', '30 07 | 0001 "t" | 03 230000', 0x94, 'offline_exception'],
    ['a topic alias above the maximum', '30 07 | 0001 "t" | 03 230005', 0x94, 'offline_exception'],
    ['a topic alias without a topic', '30 06 | 0000 | 03 230001', 0x82, 'offline_exception'],
    ['a message to be retained', '31 04 | 0001 "t" | 00', 0x9a, 'offline_exception'],
    ['a subscription identifier', '82 09 | 0001 | 02 0b01 | 0001 "t" 00', 0xa1, 'offline_exception'],
    ['a shared subscription', '82 10 | 0001 | 00 | 000a "$share/g/t" 00', 0x9e, 'offline_exception'],
    ['a packet that is too large', '30 ffff7f', 0x95, 'offline_sending_data_size_overflow'],
    ['a session that comes to life at its end', 'e0 07 | 00 | 05 1100000001', 0x82, 'offline_exception'],
  ])('%s', async (_, notation, reasonCode, recorded) => {
    const device = await gateway.createDevice();
    const wire = await Mqtt5WireDevice.connect(gateway, device);
    wire.write(bytesOf(notation));
    expect(await wire.reasonOfEnd()).toBe(reasonCode);
    expect(await endOf(device)).toBe(recorded);
  });

  test('silence', async () => {
    const device = await gateway.createDevice();
    const wire = await Mqtt5WireDevice.connect(gateway, device, { keepalive: 10 });
    gateway.advance(15_001);
    expect(await wire.reasonOfEnd()).toBe(0x8d);
  });

  test('an operator disabled it', async () => {
    const device = await gateway.createDevice();
    const wire = await Mqtt5WireDevice.connect(gateway, device);
    await gateway.gateway.disconnect(device.deviceId, 'offline_reset');
    expect(await wire.reasonOfEnd()).toBe(0x98);
  });

  test('it sends too densely, also while it goes on sending', async () => {
    const device = await gateway.createDevice();
    const wire = await Mqtt5WireDevice.connect(gateway, device);
    wire.send(...new Array(2_000).fill(publishOf(`dev2app/${device.did}`)));
    expect(await wire.reasonOfEnd()).toBe(0x96);
  });

  test('more is on its way than the receive maximum allows', async () => {
    const device = await gateway.createDevice();
    const wire = await Mqtt5WireDevice.connect(gateway, device);
    const publishes = [1, 2, 3, 4, 5].map((messageId) =>
      publishOf(`dev2app/${device.did}`, { qos: 2, messageId }),
    );
    wire.send(...publishes);
    expect(await wire.reasonOfEnd()).toBe(0x93);
  });

  test('the words are left out for a device that does not want them', async () => {
    const reasonStrings = await Promise.all(
      [true, false].map(async (requestProblemInformation) => {
        const device = await gateway.createDevice();
        const properties = { requestProblemInformation };
        const wire = await Mqtt5WireDevice.connect(gateway, device, { properties });
        wire.write(Buffer.from('f000', 'hex'));
        return (await wire.next('disconnect')).properties?.reasonString;
      }),
    );
    expect(reasonStrings).toEqual(['auth-packet', undefined]);
  });
});

describe('publishes', () => {
  test('QoS 1 and 2 may go on for ever below the receive maximum', async () => {
    const device = await gateway.createDevice();
    const client = await connectClient(device);
    for (let sent = 0; sent < 8; sent++)
      await client.publishAsync(`dev2app/${device.did}`, report, { qos: sent % 2 === 0 ? 1 : 2 });
    expect(await framesOf(device)).toHaveLength(8);
  });

  test('one on the topic of another device is kept, and the sender hears that it was not his to send', async () => {
    const [device, other] = [await gateway.createDevice(), await gateway.createDevice()];
    const wire = await Mqtt5WireDevice.connect(gateway, device);
    const topic = `dev2app/${other.did}`;
    wire.send(publishOf(topic, { qos: 1, messageId: 7 }), publishOf(topic, { qos: 2, messageId: 8 }));
    expect(await wire.next('puback')).toMatchObject({ messageId: 7, reasonCode: 0x87 });
    expect(await wire.next('pubrec')).toMatchObject({ messageId: 8, reasonCode: 0x87 });
    wire.send({ cmd: 'pubrel', messageId: 8 });
    expect(await wire.next('pubcomp')).toMatchObject({ messageId: 8, reasonCode: 0x92 });
    const { rows } = await gateway.database.query('select topic from rejected_frame where device_id = $1', [
      device.deviceId,
    ]);
    expect(rows).toEqual([{ topic }, { topic }]);
  });
});

describe('subscriptions', () => {
  test('those of others are refused one by one, and UNSUBACK knows what was subscribed', async () => {
    const [device, other] = [await gateway.createDevice(), await gateway.createDevice()];
    const wire = await Mqtt5WireDevice.connect(gateway, device);
    const [own, foreign] = [`app2dev/${device.did}/#`, `app2dev/${other.did}/#`];
    wire.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [
        { topic: own, qos: 0 },
        { topic: foreign, qos: 0 },
        { topic: '#', qos: 2 },
      ],
    });
    expect((await wire.next('suback')).granted).toEqual([0, 0x87, 0x87]);
    wire.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [own, foreign] });
    expect((await wire.next('unsuback')).granted).toEqual([0, 0x11]);
  });

  test('a device hears on as long as one of its subscriptions covers the topic', async () => {
    const device = await gateway.createDevice();
    const wire = await Mqtt5WireDevice.connect(gateway, device);
    const [all, one] = [`app2dev/${device.did}/#`, `app2dev/${device.did}/+`];
    const subscriptions = [all, one].map((topic) => ({ topic, qos: 0 }) as const);
    wire.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    wire.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [one] });
    await wire.next('unsuback');
    await gateway.gateway.send(device.deviceId, Buffer.of(2), { timeoutMs: 5_000, acknowledgement: 'sent' });
    expect((await wire.next('publish')).topic).toBe(`app2dev/${device.did}/qiyun`);
  });
});

describe('the maximum packet size of a device', () => {
  test('a command that does not fit fails, and neither is sent nor logged', async () => {
    const device = await gateway.createDevice();
    const wire = await Mqtt5WireDevice.connect(gateway, device, { properties: { maximumPacketSize: 100 } });
    wire.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: `app2dev/${device.did}/#`, qos: 0 }],
    });
    await wire.next('suback');
    const sent = gateway.gateway.send(device.deviceId, Buffer.alloc(60), required);
    await expect(sent).rejects.toMatchObject({
      code: '5403',
      detail: 'the device takes no packets of 113 bytes',
    });
    expect(await framesOf(device)).toEqual([]);
    void gateway.gateway.send(device.deviceId, Buffer.alloc(47), required).catch(() => {});
    const { payload } = await wire.next('publish');
    expect(payload).toHaveLength(59);
  });
});

test('a server that stops says so', async () => {
  const stopping = await startGateway();
  const device = await stopping.createDevice();
  const wire = await Mqtt5WireDevice.connect(stopping, device);
  await stopping.stop();
  expect(await wire.reasonOfEnd()).toBe(0x8b);
});
