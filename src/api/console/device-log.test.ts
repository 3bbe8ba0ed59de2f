import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeControl } from '../../codec/control.ts';
import { encodeStatus } from '../../codec/device-side.ts';
import { compileDocument } from '../../codec/fixtures/compile-fixture.test-helper.ts';
import { phMeterPoints } from '../../codec/fixtures/field-vectors.test-helper.ts';
import { encodeFrame } from '../../codec/frame.ts';
import { frameCommand } from '../../codec/frame-command.ts';
import { irrigationValve } from '../../model/example-products/irrigation-valve.ts';
import { sketchDefinition } from '../../model/example-products/sketch-definition.ts';
import { newDid } from '../../model/identifiers.ts';
import { type FrameKind, frameKind } from '../../store/batch/batch-rows.ts';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';

const layout = compileDocument(irrigationValve);
const phMeter = sketchDefinition('酸度计', 'standard', phMeterPoints);

let api: ConsoleApi;
let product: ConsoleTestProduct;
let device: { deviceId: number; did: string };
let foreign: { deviceId: number; did: string };
let nowMs: number;
let lastSeq = 0;

async function storeFrame(atMs: number, kind: FrameKind, payload: Buffer): Promise<void> {
  await api.database.query(
    `insert into frame (device_id, received_at, seq, kind, definition_version, payload) values ($1, $2, $3, $4, 1, $5)`,
    [device.deviceId, new Date(atMs), ++lastSeq, kind, payload],
  );
}

async function storePresence(atMs: number, isOnline: boolean): Promise<void> {
  await api.database.query(
    `insert into presence_event (device_id, occurred_at, seq, is_online, reason) values ($1, $2, $3, $4, $5)`,
    [device.deviceId, new Date(atMs), ++lastSeq, isOnline, isOnline ? null : 'no_heartbeat'],
  );
}

const ofDevice = (log: string, did = device.did) => `/products/${product.productKey}/devices/${did}/${log}`;

beforeAll(async () => {
  api = await startConsoleApi();
  nowMs = api.clock();
  product = await api.createProduct({ datapoints: irrigationValve });
  device = await api.createDevice(product, 'accf2350d446');
  foreign = await api.createDevice(await api.createProduct(), 'accf2350d447');
  await api.succeed('PATCH', `/admin/v1/products/${product.productKey}`, { datapoints: phMeter });
});

afterAll(() => api.close());

describe('GET …/frames', () => {
  beforeAll(async () => {
    const control = encodeControl(layout, { valve_open: true, program: '定时' });
    const confirmed = encodeFrame({
      command: frameCommand.confirmedBusiness,
      serialNumber: 7,
      payload: control,
    });
    await storeFrame(nowMs - 4_000, frameKind.app2dev, confirmed);
    const acknowledged = { command: frameCommand.acknowledgement, serialNumber: 7, payload: Buffer.alloc(0) };
    await storeFrame(nowMs - 3_000, frameKind.dev2app, encodeFrame(acknowledged));
    await api.database.query(
      `insert into rejected_frame (device_id, received_at, seq, reason, topic, payload) values ($1, $2, $3, 'prefix', $4, $5)`,
      [device.deviceId, new Date(nowMs - 3_000), ++lastSeq, `dev2app/${device.did}`, Buffer.of(1, 2)],
    );
    const payload = encodeStatus(layout, new Map([['soil_temperature', 5732]]), 'report');
    await storeFrame(nowMs - 1_500, frameKind.data, encodeFrame({ command: frameCommand.report, payload }));
  });

  it('shows frames with what they say by the definition of their time, and rejected ones between them', async () => {
    const { frames, next } = await api.succeed('GET', ofDevice('frames'));
    expect(next).toBeNull();
    expect(frames).toEqual([
      {
        time: nowMs / 1000 - 1.5,
        kind: 'data',
        payload: expect.stringMatching(/^00000003/),
        size: expect.any(Number),
        attrs: { soil_temperature: 37.32 },
        reason: null,
        topic: null,
      },
      {
        time: nowMs / 1000 - 3,
        kind: 'rejected',
        payload: '0102',
        size: 2,
        attrs: null,
        reason: 'prefix',
        topic: `dev2app/${device.did}`,
      },
      expect.objectContaining({ kind: 'dev2app', payload: '000000030700009400000007', attrs: null }),
      expect.objectContaining({ kind: 'app2dev', attrs: { valve_open: 1, program: '定时' } }),
    ]);
  });

  it('goes on where the page before ended, also within a millisecond', async () => {
    const kinds: string[] = [];
    for (let before = ''; ; ) {
      const page = await api.succeed('GET', `${ofDevice('frames')}?limit=1${before}`);
      kinds.push(...page.frames.map(({ kind }: { kind: string }) => kind));
      if (page.next === null) break;
      before = `&before=${page.next}`;
    }
    expect(kinds).toEqual(['data', 'rejected', 'dev2app', 'app2dev']);
  });

  it('keeps to a kind and to a period', async () => {
    const kindsOf = async (query: string) =>
      (await api.succeed('GET', `${ofDevice('frames')}?${query}`)).frames.map(
        ({ kind }: { kind: string }) => kind,
      );
    for (const kind of ['data', 'rejected', 'dev2app', 'app2dev'])
      expect(await kindsOf(`kind=${kind}`)).toEqual([kind]);
    expect(await kindsOf(`start_time=${nowMs / 1000 - 3}&end_time=${nowMs / 1000 - 2}`)).toEqual([
      'rejected',
      'dev2app',
    ]);
    expect(await kindsOf(`end_time=${nowMs / 1000 - 4}`)).toEqual([]);
  });

  it('refuses a place to go on that it has not answered', async () => {
    const answer = await api.call('GET', `${ofDevice('frames')}?before=yesterday`);
    expect(answer).toMatchObject({ status: 400, body: { error_code: '5002' } });
  });
});

describe('GET …/presence', () => {
  it('tells whether the device was online before the first event, and each event with its reason', async () => {
    const startS = nowMs / 1000 - 3_600;
    const unheard = await api.succeed('GET', `${ofDevice('presence')}?start_time=${startS}`);
    expect(unheard).toEqual({
      start_time: startS,
      end_time: nowMs / 1000 + 1,
      was_online: false,
      events: [],
      is_cut: false,
    });
    await storePresence(nowMs - 4_000_000, true);
    await storePresence(nowMs - 2_000_000, false);
    await storePresence(nowMs - 1_000_000, true);
    const heard = await api.succeed('GET', `${ofDevice('presence')}?start_time=${startS}`);
    expect(heard.was_online).toBe(true);
    expect(heard.events).toEqual([
      {
        timestamp: nowMs / 1000 - 2_000,
        type: 'dev_offline',
        payload: expect.objectContaining({ reason: 'no_heartbeat' }),
      },
      { timestamp: nowMs / 1000 - 1_000, type: 'dev_online', payload: { keep_alive: null } },
    ]);
  });
});

describe.each(['frames', 'presence'])('GET …/%s', (log) => {
  it('answers 5301 for a device that is another product’s as for one that is not there', async () => {
    for (const did of [newDid(), 'nonsense', foreign.did])
      expect(await api.call('GET', ofDevice(log, did))).toMatchObject({
        status: 404,
        body: { error_code: '5301' },
      });
  });

  it('refuses a period that ends before it starts', async () => {
    const { status } = await api.call('GET', `${ofDevice(log)}?start_time=2&end_time=2`);
    expect(status).toBe(400);
  });
});
