import type { MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  connectDevice,
  type RunningGateway,
  startGateway,
  type TestDevice,
} from '../../test/running-gateway.ts';
import { decodeImage } from '../codec/decode-status.ts';
import { encodeStatus, type RawValues } from '../codec/device-side.ts';
import { encodeFrame } from '../codec/frame.ts';
import { frameCommand } from '../codec/frame-command.ts';
import { compileStatusLayout } from '../codec/status-layout.ts';
import { irrigationValve } from '../model/example-products/irrigation-valve.ts';
import { parseProductDefinition } from '../model/product-definition.ts';
import { updateProduct } from '../store/write-product.ts';

let gateway: RunningGateway;
const clients: MqttClient[] = [];

beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  await gateway.stop();
});

describe('alarms', () => {
  test('an alarm is one row from its raise to its clear, however often it is reported in between', async () => {
    const { device, client } = await online();
    await report(client, device, { frost: 1 });
    await report(client, device, { frost: 1, fan_fault: 1 });
    expect(await stateOf(device)).toMatchObject({ is_alert: true, is_faulty: true });
    gateway.advance(5_000);
    await report(client, device, { fan_fault: 1 });
    expect(await stateOf(device)).toMatchObject({ is_alert: false, is_faulty: true });
    await report(client, device, { frost: 1, fan_fault: 1 });
    expect(await alarmsOf(device)).toEqual([
      { name: 'frost', kind: 'alert', open_ms: 5_000 },
      { name: 'fan_fault', kind: 'fault', open_ms: null },
      { name: 'frost', kind: 'alert', open_ms: null },
    ]);
  });

  test('raises and clears that fall into one batch are recorded one by one', async () => {
    const { device, client } = await online();
    await Promise.all(
      [1, 0, 1, 0, 1].map((frost, step) => {
        const sent = report(client, device, { frost, tank_low: step === 0 ? 1 : 0 });
        return sent;
      }),
    );
    const alarms = await alarmsOf(device);
    expect(alarms.filter(({ name }) => name === 'frost').map(({ open_ms }) => open_ms)).toEqual([0, 0, null]);
    expect(alarms.filter(({ name }) => name === 'tank_low').map(({ open_ms }) => open_ms)).toEqual([0]);
  });

  test('a device that comes back does not raise again what was raised when it left', async () => {
    const { device, client } = await online();
    await report(client, device, { frost: 1 });
    await client.endAsync();
    await expect.poll(async () => (await stateOf(device)).is_online).toBe(false);
    // Past the time for which a device is kept in memory: its last state comes from the database.
    gateway.advance(60_000);
    const again = await connect(device);
    await report(again, device, { frost: 1 });
    expect(await alarmsOf(device)).toHaveLength(1);
  });
});

describe('the latest state', () => {
  test('is what the device last said, with the time it said so', async () => {
    const { device, client } = await online();
    await report(client, device, { target_temperature: 150, grow_light: 80 });
    gateway.advance(1_000);
    await report(client, device, { target_temperature: 200 });
    const state = await stateOf(device);
    expect(state.reported_at).toBe(gateway.now());
    const values = decodeImage(layout(), state.image as Buffer);
    expect(values).toMatchObject({ target_temperature: 25, grow_light: 0, heater: 0 });
  });

  test('of a var_len product keeps the points that a report does not carry', async () => {
    await gateway.stop();
    gateway = await startGateway({ definition: irrigationValve });
    const { device, client } = await online();
    await report(client, device, { valve_open: 1, litres_total: 70_000 });
    await report(client, device, { soil_moisture: 90 });
    const { image } = await stateOf(device);
    expect(decodeImage(layout(), image as Buffer)).toEqual({
      valve_open: 1,
      litres_total: 70_000,
      soil_moisture: 45,
    });
  });

  test('follows a new definition from the next report on, and keeps the points that stayed the same', async () => {
    await gateway.stop();
    gateway = await startGateway({ definition: irrigationValve });
    const { device, client } = await online();
    await report(client, device, { valve_open: 1, litres_total: 5 });
    const [entity] = (irrigationValve as { entities: [{ attrs: object[] }] }).entities;
    const shorter = parseProductDefinition(
      { ...irrigationValve, entities: [{ ...entity, attrs: entity.attrs.slice(0, -1) }], ui: undefined },
      gateway.product.productKey,
    );
    await updateProduct(gateway.database, gateway.product.id, {
      settings: {},
      document: shorter.document,
      updatedAtMs: gateway.now(),
    });
    await gateway.catalog.reload();
    const newLayout = compileStatusLayout(shorter);
    await report(client, device, { rain_delay: 1 });
    const { image, definition_version } = await stateOf(device);
    expect(definition_version).toBe(2);
    expect(decodeImage(newLayout, image as Buffer)).toEqual({ valve_open: 1, rain_delay: 1 });
  });
});

describe('activity', () => {
  test('has one bit for each day in the report time zone', async () => {
    const { device, client } = await online();
    const shanghaiMidnightMs = Math.ceil(gateway.now() / 86_400_000) * 86_400_000 + 16 * 3_600_000;
    gateway.stepClock(shanghaiMidnightMs - 1 - gateway.now());
    await report(client, device, {});
    gateway.advance(1);
    await report(client, device, {});
    await report(client, device, {});
    const { rows } = await gateway.database.query<{ period: string }>(
      `select period from device_activity, activity_periods(year, dates, weeks, months)
       where device_id = $1 and metric = 'active_date' order by period`,
      [device.deviceId],
    );
    const shanghaiDay = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
    expect(rows.map(({ period }) => period)).toEqual([
      shanghaiDay(shanghaiMidnightMs - 1),
      shanghaiDay(shanghaiMidnightMs),
    ]);
  });

  test('is not caused by an empty acknowledgement', async () => {
    const { device, client } = await online();
    const empty = encodeFrame({ command: frameCommand.report, payload: Buffer.alloc(0) });
    await client.publishAsync(`dev2app/${device.did}`, empty, { qos: 1 });
    expect(await stateOf(device)).toMatchObject({ reported_at: null });
  });
});

describe('when the database', () => {
  test('refuses one row, its neighbours are stored and the frame is kept as rejected', async () => {
    const { device, client } = await online();
    const neighbour = await online();
    const poisoned = reportFrame({ grow_light: 99 });
    await gateway.database.query(
      `alter table frame add constraint refuse check (payload <> '\\x${poisoned.toString('hex')}')`,
    );
    await Promise.all([
      ...Array.from({ length: 20 }, (_, light) =>
        report(neighbour.client, neighbour.device, { grow_light: light }),
      ),
      client.publishAsync(`dev2app/${device.did}`, poisoned, { qos: 1 }),
      report(client, device, { grow_light: 1 }),
    ]);
    expect(await countFrames(neighbour.device)).toBe(20);
    expect(await countFrames(device)).toBe(1);
    const { rows } = await gateway.database.query('select reason, payload from rejected_frame');
    expect(rows).toEqual([{ reason: 'refused_by_database', payload: poisoned }]);
  });

  test('refuses the new state of one device, all reports are stored and the others’ states are right', async () => {
    const poisoned = await online();
    const neighbours = await Promise.all([online(), online(), online()]);
    await gateway.database.query(
      `alter table device_state add constraint refuse check (device_id <> ${poisoned.device.deviceId} or image is null)`,
    );
    await Promise.all(
      [poisoned, ...neighbours].flatMap(({ client, device }) =>
        [1, 2, 3].map((light) => report(client, device, { grow_light: light })),
      ),
    );
    for (const { device } of neighbours) {
      expect(await countFrames(device)).toBe(3);
      const { image } = await stateOf(device);
      expect(decodeImage(layout(), image as Buffer)).toMatchObject({ grow_light: 3 });
    }
    expect(await countFrames(poisoned.device)).toBe(3);
    expect((await gateway.database.query('select from rejected_frame')).rowCount).toBe(0);
  });

  test('ends the connection again and again, each acknowledged report is there exactly once', async () => {
    const { device, client } = await online();
    let kills = 0;
    gateway.interceptWrites(async () => {
      if (kills++ % 3 !== 1) return;
      await gateway.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'qiyun ingest' and datname = current_database()`,
      );
    });
    for (let round = 0; round < 20; round++) await report(client, device, { grow_light: round });
    expect(kills).toBeGreaterThanOrEqual(20);
    expect(await countFrames(device)).toBe(20);
  });

  test('has no partition for the day, it is made and the report is stored', async () => {
    const { device, client } = await online();
    gateway.stepClock(40 * 86_400_000);
    await report(client, device, { grow_light: 5 });
    expect(await countFrames(device)).toBe(1);
  });
});

test('too much at once slows the devices down, loses nothing and takes nobody for silent', async () => {
  await gateway.stop();
  gateway = await startGateway({ groupCommit: { pressureEntries: 10, maxBatchEntries: 8 } });
  const parties = await Promise.all(Array.from({ length: 10 }, () => online({ keepalive: 10 })));
  let release = () => {};
  const stalled = new Promise<void>((resolve) => {
    release = resolve;
  });
  gateway.interceptWrites(() => stalled);
  const reports = parties.flatMap(({ client, device }) =>
    Array.from({ length: 30 }, (_, light) => report(client, device, { grow_light: light })),
  );
  await expect.poll(() => gateway.gateway.heldCount).toBe(10);
  gateway.advance(3_600_000);
  release();
  await Promise.all(reports);
  for (const { device } of parties) expect(await countFrames(device)).toBe(30);
  const { rows } = await gateway.database.query('select count(*) from presence_event where not is_online');
  expect(rows[0]).toEqual({ count: 0 });
});

async function connect(device: TestDevice, options = {}): Promise<MqttClient> {
  const client = await connectDevice(gateway, device, options);
  client.on('error', () => {});
  clients.push(client);
  return client;
}

async function online(options = {}) {
  const device = await gateway.createDevice();
  return { device, client: await connect(device, options) };
}

function layout() {
  return compileStatusLayout(gateway.catalog.productByKey(gateway.product.productKey)!.current!.definition);
}

/** A report with these raw values; a standard one carries zeros for all others. */
function reportFrame(values: Record<string, number>): Buffer {
  const raw: RawValues = new Map(Object.entries(values));
  return encodeFrame({ command: frameCommand.report, payload: encodeStatus(layout(), raw, 'report') });
}

async function report(client: MqttClient, device: TestDevice, values: Record<string, number>): Promise<void> {
  await client.publishAsync(`dev2app/${device.did}`, reportFrame(values), { qos: 1 });
}

async function stateOf({ deviceId }: TestDevice) {
  const { rows } = await gateway.database.query(
    'select * from device_state join device_standing using (device_id) where device_id = $1',
    [deviceId],
  );
  return rows[0]!;
}

async function alarmsOf({ deviceId }: TestDevice) {
  const { rows } = await gateway.database.query<{ name: string; kind: string; open_ms: number | null }>(
    `select name, kind, (extract(epoch from cleared_at - raised_at) * 1000)::integer as open_ms
     from alarm where device_id = $1 order by raised_at, seq, name`,
    [deviceId],
  );
  return rows;
}

async function countFrames({ deviceId }: TestDevice): Promise<unknown> {
  const { rows } = await gateway.database.query('select count(*) from frame where device_id = $1', [
    deviceId,
  ]);
  return rows[0]!.count;
}
