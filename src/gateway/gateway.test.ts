import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import type { MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  connectDevice,
  type RunningGateway,
  startGateway,
  type TestDevice,
} from '../../test/running-gateway.ts';

/** A report of the greenhouse controller in which no alarm is on: bits, values, and the alarm byte at the end. */
const report = frame('0091', '04');

let gateway: RunningGateway;
const clients: { end(force: boolean): void }[] = [];
const sockets: Socket[] = [];
const received = new WeakMap<Socket, Buffer>();

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
  for (const socket of sockets.splice(0)) socket.destroy();
});

describe('login', () => {
  test('an unmodified module is accepted with the bytes it was seen to send, at MQTT 3.1', async () => {
    const device = await gateway.createDevice();
    const socket = openTcp();
    socket.write(capturedConnect(device));
    expect(await readBytes(socket, 4)).toEqual(Buffer.from('20020000', 'hex'));
    for (const [id, topic] of [
      [1, `ser2cli_noti/${gateway.product.productKey}`],
      [2, `ser2cli_res/${device.did}`],
      [3, `app2dev/${device.did}/#`],
    ] as const) {
      socket.write(subscribePacket(id, topic));
      expect((await readBytes(socket, 5)).toString('hex')).toBe(`900300${hex(id, 1)}00`);
      // The count of connected clients follows the subscription that hears it.
      if (id === 2)
        expect((await readBytes(socket, 46)).subarray(-8).toString('hex')).toBe('0000000302100003');
    }
    socket.write(Buffer.from('c000', 'hex'));
    expect((await readBytes(socket, 2)).toString('hex')).toBe('d000');
  });

  test('the device is online in the database before it is told that it is connected', async () => {
    const device = await gateway.createDevice();
    await connect(device);
    expect(await stateOf(device)).toMatchObject({
      is_online: true,
      online_at: gateway.now(),
      client_ip: '127.0.0.1',
    });
    const { rows } = await gateway.database.query(
      'select first_online_at from device_standing where device_id = $1',
      [device.deviceId],
    );
    expect(rows[0]).toEqual({ first_online_at: gateway.now() });
  });

  test('a wrong passcode and an unknown did get the same answer, and leave no trace of a session', async () => {
    const device = await gateway.createDevice();
    const unknown = { ...device, did: 'x'.repeat(22) };
    await expect(connect({ ...device, passcode: 'WRONG' })).rejects.toMatchObject({ code: 4 });
    await expect(connect(unknown)).rejects.toMatchObject({ code: 4 });
    expect(await stateOf(device)).toMatchObject({ is_online: false, online_at: null });
  });

  test('after twenty wrong passcodes the right one is refused, too, for half a minute, and that of a neighbour is not', async () => {
    const [device, neighbour] = [await gateway.createDevice(), await gateway.createDevice()];
    const guesses = Array.from({ length: 20 }, () => connect({ ...device, passcode: 'WRONG' }));
    expect((await Promise.allSettled(guesses)).every(({ status }) => status === 'rejected')).toBe(true);
    await expect(connect(device)).rejects.toMatchObject({ code: 4 });
    await connect(neighbour);
    gateway.advance(30_000);
    await connect(device);
  });

  test('a disabled device is refused', async () => {
    const device = await gateway.createDevice();
    await gateway.database.query('update device_standing set is_disabled = true where device_id = $1', [
      device.deviceId,
    ]);
    await expect(connect(device)).rejects.toMatchObject({ code: 5 });
  });

  test('a second login takes over: the first session ends with offline_force and the device stays online', async () => {
    const device = await gateway.createDevice();
    const first = await connect(device);
    const closed = new Promise<void>((resolve) => first.once('close', () => resolve()));
    await connect(device);
    await closed;
    expect(await logOf(device)).toEqual(['online', 'offline_force', 'online']);
    expect(await stateOf(device)).toMatchObject({ is_online: true });
  });

  test('a connection that never logs in is cut after the login time', async () => {
    const socket = openTcp();
    await once(socket, 'connect');
    await expect.poll(() => socket.readyState).toBe('open');
    gateway.advance(10_001);
    await vi.waitFor(() => {
      gateway.advance(10_001);
      expect(socket.destroyed || socket.readableEnded).toBe(true);
    }, 10_000);
  });

  test('any packet before CONNECT ends the connection without an answer', async () => {
    const socket = openTcp();
    socket.write(Buffer.from('c000', 'hex'));
    socket.resume();
    await once(socket, 'close');
    expect(socket.bytesRead).toBe(0);
  });
});

describe('publishes', () => {
  test('a PUBACK comes only after the frame is on disk', async () => {
    const device = await gateway.createDevice();
    const client = await connect(device);
    const disk = holdWrites(gateway);
    let isAcknowledged = false;
    const publish = client.publishAsync(`dev2app/${device.did}`, report, { qos: 1 }).then(() => {
      isAcknowledged = true;
    });
    await disk.reached;
    expect([isAcknowledged, await framesOf(device)]).toEqual([false, []]);
    disk.release();
    await publish;
    expect(await framesOf(device)).toEqual([report.toString('hex')]);
  });

  test('a report at QoS 2 is stored once, also when it is repeated before its release', async () => {
    const device = await gateway.createDevice();
    const client = await connect(device);
    await client.publishAsync(`dev2app/${device.did}`, report, { qos: 2 });
    expect(await framesOf(device)).toHaveLength(1);

    const socket = openTcp();
    socket.write(capturedConnect(device));
    await readBytes(socket, 4);
    const publish = publishPacket(`dev2app/${device.did}`, report, { qos: 2, packetId: 7 });
    socket.write(Buffer.concat([publish, publish]));
    expect((await readBytes(socket, 8)).toString('hex')).toBe('5002000750020007');
    socket.write(Buffer.from('62020007', 'hex'));
    expect((await readBytes(socket, 4)).toString('hex')).toBe('70020007');
    expect(await framesOf(device)).toHaveLength(2);
  });

  test('a frame on the topic of another device is kept as rejected and does not touch the other', async () => {
    const [device, other] = [await gateway.createDevice(), await gateway.createDevice()];
    const client = await connect(device);
    await client.publishAsync(`dev2app/${other.did}`, report, { qos: 1 });
    expect(await rejectedOf(device)).toEqual([{ reason: 'topic', topic: `dev2app/${other.did}` }]);
    expect(await framesOf(other)).toEqual([]);
    expect(await stateOf(device)).toMatchObject({ rejected_count: 1, is_online: true });
  });

  test.each([
    ['bytes that are no frame', Buffer.from('hello'), 'prefix'],
    ['an empty message', Buffer.alloc(0), 'prefix'],
    ['a report that is too short', frame('0091', '04', 0), 'short'],
    ['a report of the other protocol', frame('0091', '14'), 'action'],
  ])('%s is acknowledged, kept as rejected and counted', async (_, payload, reason) => {
    const device = await gateway.createDevice();
    const client = await connect(device);
    await client.publishAsync(`dev2app/${device.did}`, payload, { qos: 1 });
    expect(await rejectedOf(device)).toEqual([
      { reason, topic: reason === 'prefix' ? `dev2app/${device.did}` : '' },
    ]);
    expect(await stateOf(device)).toMatchObject({ rejected_count: 1, image: null, is_online: true });
  });

  test('a module that asks for the number of clients is told', async () => {
    const device = await gateway.createDevice();
    const client = await connect(device);
    const answers: string[] = [];
    client.on('message', (topic, payload) => answers.push(`${topic} ${payload.toString('hex')}`));
    await client.subscribeAsync(`ser2cli_res/${device.did}`);
    await client.publishAsync('cli2ser_req', Buffer.from('00000003020f', 'hex'));
    const answer = `ser2cli_res/${device.did} 0000000302100003`;
    await expect.poll(() => answers).toEqual([answer, answer]);
  });

  test('a frame of the device that wants an acknowledgement gets its 0094', async () => {
    const device = await gateway.createDevice();
    const client = await connect(device);
    const answers: string[] = [];
    client.on('message', (_, payload) => answers.push(payload.toString('hex')));
    await client.subscribeAsync(`app2dev/${device.did}/#`);
    await client.publishAsync(`dev2app/${device.did}`, frame('0093', '04', 40, '0000002a'), { qos: 1 });
    await expect.poll(() => answers).toEqual(['00000003070000940000002a']);
  });
});

describe('subscriptions', () => {
  test('a device may hear its own topics and nobody else’s', async () => {
    const [device, other] = [await gateway.createDevice(), await gateway.createDevice()];
    const client = await connect(device);
    const filters = [
      `app2dev/${device.did}/#`,
      `app2dev/${other.did}/#`,
      'app2dev/#',
      '#',
      `ser2cli_res/${device.did}`,
    ];
    const codes: number[] = [];
    client.on('packetreceive', (packet) => {
      if (packet.cmd === 'suback') codes.push(...(packet.granted as number[]));
    });
    await client.subscribeAsync(filters, { qos: 1 }).catch(() => {});
    expect(codes).toEqual([1, 128, 128, 128, 1]);
  });
});

describe('the end of a session', () => {
  test('a DISCONNECT and a broken connection are told apart, with the session’s heartbeat statistics', async () => {
    const device = await gateway.createDevice();
    const socket = openTcp();
    socket.write(capturedConnect(device));
    await readBytes(socket, 4);
    for (const seconds of [50, 40, 60]) {
      gateway.advance(seconds * 1000);
      socket.write(Buffer.from('c000', 'hex'));
      await readBytes(socket, 2);
    }
    gateway.advance(7_000);
    socket.write(Buffer.from('e000', 'hex'));
    await expect.poll(() => logOf(device)).toEqual(['online', 'mqtt_disconnect']);
    const { rows } = await gateway.database.query(
      `select duration_s, heartbeat_count, heartbeat_max_s, heartbeat_min_s, heartbeat_avg_s, heartbeat_last_s
       from presence_event where device_id = $1 and not is_online`,
      [device.deviceId],
    );
    expect(Object.values(rows[0]!)).toEqual([157, 3, 60, 40, 50, 7]);

    const second = openTcp();
    second.write(capturedConnect(device));
    await readBytes(second, 4);
    second.destroy();
    await expect.poll(async () => (await logOf(device)).at(-1)).toBe('tcp_closed');
    expect(await stateOf(device)).toMatchObject({ is_online: false });
  });

  test('a session lasts from its login, however long before that the device has connected', async () => {
    const device = await gateway.createDevice();
    const socket = openTcp();
    await expect.poll(() => gateway.gateway.connectionCount).toBeGreaterThan(gateway.gateway.sessionCount);
    gateway.advance(6_000);
    socket.write(capturedConnect(device));
    await readBytes(socket, 4);
    gateway.advance(10_000);
    socket.write(Buffer.from('e000', 'hex'));
    await expect.poll(() => logOf(device)).toEqual(['online', 'mqtt_disconnect']);
    const { rows } = await gateway.database.query(
      'select duration_s from presence_event where device_id = $1 and not is_online',
      [device.deviceId],
    );
    expect(rows).toEqual([{ duration_s: 10 }]);
  });

  test('a device whose login waits while the process does not run is not cut for it', async () => {
    const device = await gateway.createDevice();
    const socket = openTcp();
    await expect.poll(() => gateway.gateway.connectionCount).toBeGreaterThan(gateway.gateway.sessionCount);
    gateway.sleepThrough(60_000);
    socket.write(capturedConnect(device));
    expect(await readBytes(socket, 4)).toEqual(Buffer.from('20020000', 'hex'));
  });

  test('silence ends a session after one and a half times the declared keep-alive, and not before', async () => {
    const device = await gateway.createDevice();
    const socket = openTcp();
    socket.write(capturedConnect(device));
    await readBytes(socket, 4);
    gateway.advance(180_000);
    expect((await stateOf(device)).is_online).toBe(true);
    gateway.advance(1);
    await expect.poll(() => logOf(device)).toEqual(['online', 'no_heartbeat']);
  });

  test.each([
    ['a packet of a reserved type', 'f000', 'offline_exception'],
    ['a second CONNECT', '10', 'offline_exception'],
    ['a length field that never ends', '30ffffffffff', 'offline_exception'],
    ['a packet that is too large', '30ffff7f', 'offline_sending_data_size_overflow'],
  ])('%s ends that session and no other', async (_, bytes, reason) => {
    const [device, neighbour] = [await gateway.createDevice(), await gateway.createDevice()];
    const other = await connect(neighbour);
    const socket = openTcp();
    socket.write(capturedConnect(device));
    await readBytes(socket, 4);
    socket.write(bytes === '10' ? capturedConnect(device) : Buffer.from(bytes, 'hex'));
    await expect.poll(() => logOf(device)).toEqual(['online', reason]);
    await other.publishAsync(`dev2app/${neighbour.did}`, report, { qos: 1 });
    expect(await framesOf(neighbour)).toHaveLength(1);
  });
});

describe('commands', () => {
  const p0 = Buffer.from('02', 'hex');
  const required = { timeoutMs: 5_000, acknowledgement: 'required' } as const;

  test('a command succeeds when the device acknowledges its serial number, and is in the log by then', async () => {
    const device = await gateway.createDevice();
    const client = await connect(device);
    client.on('message', (topic, payload) => {
      expect(topic).toBe(`app2dev/${device.did}/qiyun`);
      const answer = Buffer.from(payload);
      answer.writeUInt16BE(0x0094, 6);
      answer[4] = 7;
      client.publish(`dev2app/${device.did}/qiyun`, answer.subarray(0, 12));
    });
    await client.subscribeAsync(`app2dev/${device.did}/#`);
    await gateway.gateway.send(device.deviceId, p0, required);
    await gateway.ingest.idle();
    expect(await framesOf(device)).toEqual(['00000003080000930000000102', '000000030700009400000001']);
  });

  test('a command that is not acknowledged in time fails with 5403', async () => {
    const device = await gateway.createDevice();
    const client = await connect(device);
    await client.subscribeAsync(`app2dev/${device.did}/#`);
    const sent = gateway.gateway.send(device.deviceId, p0, { ...required, timeoutMs: 50 });
    await expect(sent).rejects.toMatchObject({ code: '5403', detail: 'no acknowledgement within 50 ms' });
  });

  test('a command whose device breaks its connection fails with 5403 and is not delivered later', async () => {
    const device = await gateway.createDevice();
    const client = await connect(device);
    await client.subscribeAsync(`app2dev/${device.did}/#`);
    const sent = gateway.gateway.send(device.deviceId, p0, required);
    client.once('message', () => client.end(true));
    await expect(sent).rejects.toMatchObject({ code: '5403' });

    const messages: unknown[] = [];
    const again = await connect(device);
    again.on('message', (topic) => messages.push(topic));
    await again.subscribeAsync(`app2dev/${device.did}/#`);
    await again.publishAsync(`dev2app/${device.did}`, report, { qos: 1 });
    expect(messages).toEqual([]);
  });

  test('a command that nobody waits for any more is not delivered when the device subscribes', async () => {
    const device = await gateway.createDevice();
    const client = await connect(device);
    const messages: string[] = [];
    client.on('message', (_, payload) => messages.push(payload.toString('hex')));
    const late = gateway.gateway.send(device.deviceId, p0, { ...required, timeoutMs: 50 });
    await expect(late).rejects.toMatchObject({ code: '5403' });
    await client.subscribeAsync(`app2dev/${device.did}/#`);
    const unconfirmed = { timeoutMs: 5_000, acknowledgement: 'unconfirmed' } as const;
    await gateway.gateway.send(device.deviceId, p0, unconfirmed);
    await expect.poll(() => messages).toEqual(['000000030400009002']);
    expect(await framesOf(device)).toEqual(messages);
  });

  test('only so many commands wait for a device, also for one that has not subscribed', async () => {
    const device = await gateway.createDevice();
    const client = await connect(device);
    const wait = () => gateway.gateway.send(device.deviceId, p0, required);
    const waiting = Promise.allSettled(Array.from({ length: 64 }, wait));
    await expect(wait()).rejects.toMatchObject({
      code: '5403',
      detail: 'too many commands are waiting for this device',
    });
    client.end(true);
    const ends = await waiting;
    expect(ends.every((end) => end.status === 'rejected' && end.reason.code === '5403')).toBe(true);
  });

  test('a command to a device without a session fails with 5305', async () => {
    const device = await gateway.createDevice();
    await expect(gateway.gateway.send(device.deviceId, p0, required)).rejects.toMatchObject({ code: '5305' });
  });

  test('a disabled device is cut with offline_reset, recorded when the call returns', async () => {
    const device = await gateway.createDevice();
    await connect(device);
    await gateway.gateway.disconnect(device.deviceId, 'offline_reset');
    expect(await logOf(device)).toEqual(['online', 'offline_reset']);
  });

  test('a module can be told to look for new firmware', async () => {
    const device = await gateway.createDevice();
    expect(await gateway.gateway.checkFirmware(device.deviceId, 'mcu')).toBe(false);
    const client = await connect(device);
    const messages: string[] = [];
    client.on('message', (_, payload) => messages.push(payload.toString('hex')));
    await client.subscribeAsync(`ser2cli_res/${device.did}`);
    expect(await gateway.gateway.checkFirmware(device.deviceId, 'mcu')).toBe(true);
    await expect.poll(() => messages.at(-1)).toBe('00000003021102');
  });
});

async function connect(device: TestDevice): Promise<MqttClient> {
  const client = await connectDevice(gateway, device);
  client.on('error', () => {});
  clients.push(client);
  return client;
}

function openTcp(): Socket {
  const socket = connectTcp(gateway.port, '127.0.0.1');
  socket.on('error', () => {});
  received.set(socket, Buffer.alloc(0));
  socket.on('data', (chunk: Buffer) => received.set(socket, Buffer.concat([received.get(socket)!, chunk])));
  sockets.push(socket);
  return socket;
}

async function readBytes(socket: Socket, count: number): Promise<Buffer> {
  await vi.waitFor(() => expect(received.get(socket)!.length).toBeGreaterThanOrEqual(count), {
    interval: 2,
    timeout: 10_000,
  });
  const bytes = received.get(socket)!;
  received.set(socket, bytes.subarray(count));
  return bytes.subarray(0, count);
}

/** Stops the next batch before it is written. */
function holdWrites({ interceptWrites }: RunningGateway) {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    interceptWrites(() => {
      resolve();
      return released;
    });
  });
  return { reached, release };
}

async function stateOf({ deviceId }: TestDevice) {
  const { rows } = await gateway.database.query(
    'select * from device_state join device_standing using (device_id) where device_id = $1',
    [deviceId],
  );
  return rows[0]!;
}

async function logOf({ deviceId }: TestDevice): Promise<unknown[]> {
  const { rows } = await gateway.database.query(
    'select is_online, reason from presence_event where device_id = $1 order by occurred_at, seq',
    [deviceId],
  );
  return rows.map((row) => (row.is_online ? 'online' : row.reason));
}

async function framesOf({ deviceId }: TestDevice): Promise<string[]> {
  const { rows } = await gateway.database.query<{ payload: Buffer }>(
    'select payload from frame where device_id = $1 order by received_at, seq',
    [deviceId],
  );
  return rows.map((row) => row.payload.toString('hex'));
}

async function rejectedOf({ deviceId }: TestDevice) {
  const { rows } = await gateway.database.query(
    'select reason, topic from rejected_frame where device_id = $1',
    [deviceId],
  );
  return rows;
}

/** A frame with a body of zeros behind the action byte. */
function frame(command: string, action: string, bodyBytes = 40, serialNumber = ''): Buffer {
  const rest = Buffer.from(`00${command}${serialNumber}${action}${'00'.repeat(bodyBytes)}`, 'hex');
  return Buffer.concat([Buffer.from([0, 0, 0, 3, rest.length]), rest]);
}

/** device-cloud.md §4.5: MQIsdp, level 3, flags c2, keep-alive 120. */
function capturedConnect({ did, passcode }: TestDevice): Buffer {
  const body = `00064d514973647003c20078${text(did)}${text(did)}${text(passcode)}`;
  return Buffer.from(`10${hex(body.length / 2, 1)}${body}`, 'hex');
}

function subscribePacket(packetId: number, topic: string): Buffer {
  const body = `${hex(packetId, 2)}${text(topic)}00`;
  return Buffer.from(`82${hex(body.length / 2, 1)}${body}`, 'hex');
}

function publishPacket(
  topic: string,
  payload: Buffer,
  { qos, packetId }: { qos: number; packetId: number },
): Buffer {
  const body = `${text(topic)}${hex(packetId, 2)}${payload.toString('hex')}`;
  return Buffer.from(`${hex(0x30 | (qos << 1), 1)}${hex(body.length / 2, 1)}${body}`, 'hex');
}

function text(value: string): string {
  return `${hex(Buffer.byteLength(value), 2)}${Buffer.from(value).toString('hex')}`;
}

function hex(value: number, bytes: number): string {
  return value.toString(16).padStart(bytes * 2, '0');
}
