import type { IPublishPacket, ISubscribePacket } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SessionLimits } from '../src/gateway/session-limits.ts';
import { updateProduct } from '../src/store/write-product.ts';
import { type RunningGateway, startGateway, type TestDevice } from './running-gateway.ts';
import { WireDevice } from './wire-device.ts';

/** A hundred messages, or a hundred kilobytes, at once. The clock stands still: nothing of it drains away. */
const limits: Partial<SessionLimits> = { maxMessagesPerSecond: 10, maxBytesPerSecond: 10_000 };
const messagesAtOnce = 100;

let gateway: RunningGateway;
beforeEach(async () => {
  gateway = await startGateway({ session: limits });
});
afterEach(() => gateway.stop());

interface Abuse {
  readonly name: string;
  readonly reason: string;
  commit(abuser: WireDevice, device: TestDevice): void;
}

const abuses: readonly Abuse[] = [
  {
    name: 'more reports at QoS 1 than its rate allows',
    reason: 'offline_sending_density_overflow',
    commit: (abuser, device) => abuser.send(...reports(device, messagesAtOnce + 1, 1)),
  },
  {
    name: 'more reports at QoS 0 than its rate allows',
    reason: 'offline_sending_density_overflow',
    commit: (abuser, device) => abuser.send(...reports(device, messagesAtOnce + 1, 0)),
  },
  {
    name: 'pings without end',
    reason: 'offline_sending_density_overflow',
    commit: (abuser) => abuser.write(Buffer.from('c000'.repeat(messagesAtOnce + 1), 'hex')),
  },
  {
    name: 'few reports, but more bytes than its rate allows',
    reason: 'offline_sending_density_overflow',
    commit: (abuser, device) => abuser.send(...reports(device, 11, 1, 10_000)),
  },
  {
    name: 'subscriptions by the thousand, one by one',
    reason: 'offline_sending_density_overflow',
    commit: (abuser) => {
      for (let packetId = 1; packetId <= 2_000; packetId++) abuser.send(subscribe(packetId, ['a']));
    },
  },
  {
    name: 'subscriptions by the thousand in one packet',
    reason: 'offline_exception',
    commit: (abuser) =>
      abuser.send(
        subscribe(
          1,
          Array.from({ length: 2_000 }, (_, at) => `a/${at}`),
        ),
      ),
  },
  {
    name: 'a packet larger than any may be',
    reason: 'offline_sending_data_size_overflow',
    commit: (abuser, device) => abuser.send(...reports(device, 1, 1, 70_000)),
  },
  {
    name: 'bytes that are not MQTT',
    reason: 'offline_exception',
    commit: (abuser) => abuser.write(Buffer.alloc(1_000, 0xff)),
  },
];

describe('a device is cut, and its neighbour is not, when it sends', () => {
  test.each(abuses)('$name', async ({ reason, commit }) => {
    const [device, neighbour] = [await gateway.createDevice(), await gateway.createDevice()];
    const [abuser, bystander] = [await connect(device), await connect(neighbour)];
    bystander.send(...reports(neighbour, 20, 1));
    commit(abuser, device);
    await abuser.closed;
    bystander.send(...reports(neighbour, 20, 1));
    await bystander.until('puback', 40);
    await gateway.ingest.idle();
    expect(await presenceOf(device)).toEqual(['online', reason]);
    expect(await presenceOf(neighbour)).toEqual(['online']);
    // What it had sent before is kept; what is not on disk is not acknowledged.
    expect(abuser.count('puback')).toBeLessThanOrEqual(await countFrames(device));
  });
});

describe('a device that reads nothing', () => {
  const payload = Buffer.alloc(250_000);
  const options = { timeoutMs: 5_000, acknowledgement: 'sent' } as const;

  test('is cut, its memory and its socket are given back, and its neighbour is served', async () => {
    const device = await gateway.createDevice();
    await connectDeaf(device);
    while (gateway.gateway.hasSession(device.deviceId))
      await gateway.gateway.send(device.deviceId, payload, options);
    const neighbour = await gateway.createDevice();
    const bystander = await connect(neighbour);
    bystander.send(...reports(neighbour, 20, 1));
    await bystander.until('puback', 20);
    await expect.poll(() => openSockets()).toBe(1);
    expect(await presenceOf(device)).toEqual(['online', 'offline_exception']);
  });

  test('does not keep its socket when its session ends in another way', async () => {
    await gateway.stop();
    gateway = await startGateway({ session: { maxUnsentBytes: 1 << 30, partingMs: 50 } });
    const device = await gateway.createDevice();
    await connectDeaf(device);
    // More than the buffers of the operating system take.
    for (let command = 0; command < 100; command++)
      await gateway.gateway.send(device.deviceId, payload, options);
    await gateway.gateway.disconnect(device.deviceId, 'offline_reset');
    await expect.poll(() => openSockets()).toBe(0);
  });

  async function connectDeaf(device: TestDevice): Promise<void> {
    const deaf = await connect(device);
    deaf.send(subscribe(1, [`app2dev/${device.did}/#`]));
    await deaf.until('suback');
    deaf.stopReading();
  }
});

describe('what a device may send', () => {
  test('comes back with time: a device at its rate is never cut', async () => {
    const device = await gateway.createDevice();
    const steady = await connect(device);
    for (let second = 1; second <= 60; second++) {
      gateway.advance(1_000);
      steady.send(...reports(device, 10, 1));
      await steady.until('puback', 10 * second);
    }
    expect(await countFrames(device)).toBe(600);
    expect(await presenceOf(device)).toEqual(['online']);
  });

  test('is no more after the device was cut and has come back', async () => {
    const device = await gateway.createDevice();
    const first = await connect(device);
    first.send(...reports(device, messagesAtOnce + 1, 1));
    await first.closed;
    gateway.advance(8_000);
    const second = await connect(device);
    second.send(...reports(device, 82, 1));
    await second.closed;
    gateway.advance(11_000);
    const third = await connect(device);
    third.send(...reports(device, messagesAtOnce - 1, 1));
    await third.until('puback', messagesAtOnce - 1);
  });

  test('a device that was cut is let in again after eight seconds, and waits for it until then', async () => {
    const device = await gateway.createDevice();
    const first = await connect(device);
    first.send(...reports(device, messagesAtOnce + 1, 1));
    await first.closed;
    const forsaken = connect(device).catch(() => 'refused');
    let isIn = false;
    const second = connect(device).then((wire) => {
      isIn = true;
      return wire;
    });
    // Long enough for a login that nothing holds up: another device makes one meanwhile.
    await connect(await gateway.createDevice());
    gateway.advance(7_500);
    await connect(await gateway.createDevice());
    expect(isIn).toBe(false);
    gateway.advance(500);
    await second;
    await gateway.ingest.idle();
    expect(await forsaken).toBe('refused');
    expect(await presenceOf(device)).toEqual(['online', 'offline_sending_density_overflow', 'online']);
  });

  test('follows the limits of its product with the next packet', async () => {
    const device = await gateway.createDevice();
    const wire = await connect(device);
    await limitProduct({ maxMessagesPerSecond: 20 });
    // The CONNECT was one, too.
    wire.send(...reports(device, 199, 1));
    await wire.until('puback', 199);
    await limitProduct({ maxMessagesPerSecond: null, maxPayloadBytes: 20 });
    gateway.advance(100_000);
    wire.send(...reports(device, 1, 1, 20));
    await wire.until('puback', 200);
    wire.send(...reports(device, 1, 1, 21));
    await wire.closed;
    await gateway.ingest.idle();
    expect(await presenceOf(device)).toEqual(['online', 'offline_sending_data_size_overflow']);
  });
});

test('a flood at QoS 0 waits in the socket of its device while the disk is slow, not in memory', async () => {
  await gateway.stop();
  gateway = await startGateway({ session: { maxUncommitted: 50 } });
  const device = await gateway.createDevice();
  const flooder = await connect(device);
  let release = () => {};
  const stalled = new Promise<void>((resolve) => {
    release = resolve;
  });
  gateway.interceptWrites(() => stalled);
  flooder.send(...reports(device, 2_000, 0));
  const neighbour = await gateway.createDevice();
  release();
  const bystander = await connect(neighbour);
  bystander.send(...reports(neighbour, 1, 1));
  await bystander.until('puback');
  await vi.waitFor(async () => expect(await countFrames(device)).toBe(2_000), { timeout: 10_000 });
  const batches = gateway.batches.map(({ rejected }) => rejected.filter(isOf(device)).length);
  expect(Math.max(...batches)).toBeLessThanOrEqual(50);
});

async function connect(device: TestDevice): Promise<WireDevice> {
  const wire = await WireDevice.connect(gateway, device);
  onTestFinished(() => wire.end());
  return wire;
}

/** Bytes that are no frame, which cost the server as much: they are kept as rejected. */
function reports({ did }: TestDevice, count: number, qos: 0 | 1, payloadBytes = 10): IPublishPacket[] {
  const payload = Buffer.alloc(payloadBytes, 1);
  return Array.from({ length: count }, (_, at) => {
    return {
      cmd: 'publish',
      topic: `dev2app/${did}`,
      payload,
      qos,
      messageId: at + 1,
      dup: false,
      retain: false,
    };
  });
}

function subscribe(messageId: number, topics: readonly string[]): ISubscribePacket {
  return { cmd: 'subscribe', messageId, subscriptions: topics.map((topic) => ({ topic, qos: 0 })) };
}

function isOf({ deviceId }: TestDevice): (row: { deviceId: number }) => boolean {
  return (row) => row.deviceId === deviceId;
}

/** Of devices, also those whose session has ended. */
function openSockets(): number {
  return gateway.gateway.connectionCount;
}

async function limitProduct(settings: object): Promise<void> {
  const { database, catalog, product } = gateway;
  await updateProduct(database, product.id, { settings, document: undefined, updatedAtMs: gateway.now() });
  await catalog.reload();
}

async function presenceOf({ deviceId }: TestDevice): Promise<unknown[]> {
  const { rows } = await gateway.database.query(
    'select is_online, reason from presence_event where device_id = $1 order by occurred_at, seq',
    [deviceId],
  );
  return rows.map((row) => (row.is_online ? 'online' : row.reason));
}

async function countFrames({ deviceId }: TestDevice): Promise<number> {
  const { rows } = await gateway.database.query<{ count: number }>(
    'select count(*) from rejected_frame where device_id = $1',
    [deviceId],
  );
  return rows[0]!.count;
}
