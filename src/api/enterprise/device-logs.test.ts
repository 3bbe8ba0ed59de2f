import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeStatus } from '../../codec/device-side.ts';
import { compileDocument } from '../../codec/fixtures/compile-fixture.test-helper.ts';
import { phMeterPoints } from '../../codec/fixtures/field-vectors.test-helper.ts';
import { encodeFrame } from '../../codec/frame.ts';
import { frameCommand } from '../../codec/frame-command.ts';
import type { RawValue } from '../../codec/status-image.ts';
import { irrigationValve } from '../../model/example-products/irrigation-valve.ts';
import { sketchDefinition } from '../../model/example-products/sketch-definition.ts';
import { newDid } from '../../model/identifiers.ts';
import { type FrameKind, frameKind } from '../../store/batch/batch-rows.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  type TestDevice,
  type TestProduct,
} from './enterprise-api.test-helper.ts';

const phMeter = sketchDefinition('酸度计', 'standard', phMeterPoints);
const dayS = 86_400;

let api: EnterpriseApiUnderTest;
let product: TestProduct;
let device: TestDevice;
let quiet: TestDevice;
let foreign: TestDevice;
let token: string;
let nowS: number;
let lastSeq = 0;

interface StoredFrame {
  readonly atMs: number;
  readonly kind: FrameKind;
  readonly payload: Buffer;
  readonly version?: number;
}

async function storeFrame({ atMs, kind, payload, version = 1 }: StoredFrame): Promise<void> {
  await api.database.query(
    `insert into frame (device_id, received_at, seq, kind, definition_version, payload)
     values ($1, $2, $3, $4, $5, $6)`,
    [device.deviceId, new Date(atMs), ++lastSeq, kind, version, payload],
  );
}

function valveReport(values: Record<string, RawValue>, kind: 'report' | 'readReply' = 'report'): Buffer {
  return encodeStatus(compileDocument(irrigationValve), new Map(Object.entries(values)), kind);
}

const report = (payload: Buffer) => encodeFrame({ command: frameCommand.report, payload });
const sent = encodeFrame({
  command: frameCommand.confirmedBusiness,
  serialNumber: 7,
  payload: Buffer.of(5, 1),
});
const acknowledged = (payload: Buffer) =>
  encodeFrame({ command: frameCommand.acknowledgement, serialNumber: 7, payload });

const get = (log: string, query = '', did = device.did) =>
  api.get(`${product.path}/devices/${did}/${log}${query}`, { token });

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  nowS = Math.floor(api.nowMs / 1000);
  const enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise, { definition: irrigationValve });
  token = await api.tokenOf(enterprise, product);
  device = await api.createDevice(product, 'accf2350d446');
  quiet = await api.createDevice(product, 'accf2350d447');
  foreign = await api.createDevice(await api.createProduct(enterprise), 'accf2350d448');
  await api.updateProduct(product.id, { definition: phMeter });
  const { data, dev2app, app2dev } = frameKind;
  const at = (seconds: number) => api.nowMs - seconds * 1000;
  await storeFrame({
    atMs: at(100),
    kind: data,
    payload: report(valveReport({ valve_open: 1, program: 2 })),
  });
  await storeFrame({ atMs: at(90), kind: dev2app, payload: report(Buffer.of(6, 1, 2)) });
  await storeFrame({ atMs: at(80), kind: app2dev, payload: sent });
  await storeFrame({ atMs: at(80), kind: dev2app, payload: acknowledged(Buffer.alloc(0)) });
  const reply = valveReport(
    { soil_temperature: 5732, watering_times: Buffer.from('0610', 'hex') },
    'readReply',
  );
  await storeFrame({ atMs: at(60), kind: data, payload: acknowledged(reply) });
  const p0 = Buffer.from('0403 02dc 089d 0000 0000'.replaceAll(' ', ''), 'hex');
  const confirmed = { command: frameCommand.confirmedBusiness, serialNumber: 1, payload: p0 };
  await storeFrame({ atMs: at(10), kind: data, payload: encodeFrame(confirmed), version: 2 });
});

afterAll(() => api.stop());

describe('GET …/data', () => {
  it('decodes each frame with the definition it was stored under, whichever frame carried it', async () => {
    const { meta, objects } = (await get('data')).json();
    expect(meta).toEqual({ total: 3, limit: 20, skip: 0, next: null, previous: null });
    expect(objects).toEqual([
      {
        ts: nowS - 10,
        attrs: { pH_OUT: 1, mV_OUT: 1, EC_OUT: 0, TEMP_OUT: 0, pH: 7.32, mV: 205, EC: 0, TEMP: 0 },
      },
      { ts: nowS - 60, attrs: { soil_temperature: 37.32, watering_times: '061000000000' } },
      { ts: nowS - 100, attrs: { valve_open: 1, program: '按湿度' } },
    ]);
  });
});

describe('GET …/cmd', () => {
  it('shows every frame byte for byte, the newest first', async () => {
    const { meta, objects } = (await get('cmd')).json();
    expect(meta.total).toBe(6);
    expect(objects.slice(2, 5)).toEqual([
      { timestamp: api.nowMs / 1000 - 80, type: 'dev2app', payload: '000000030700009400000007' },
      { timestamp: api.nowMs / 1000 - 80, type: 'app2dev', payload: '0000000309000093000000070501' },
      { timestamp: api.nowMs / 1000 - 90, type: 'dev2app', payload: '0000000306000091060102' },
    ]);
  });

  it('keeps frames of one millisecond in the order of their sequence, either way', async () => {
    const oldestFirst = (await get('cmd', '?sort=asc')).json().objects;
    const newestFirst = (await get('cmd', '?sort=desc')).json().objects;
    expect(oldestFirst.reverse()).toEqual(newestFirst);
  });
});

describe('GET …/online', () => {
  beforeAll(async () => {
    await api.database.query(
      `insert into presence_event (device_id, occurred_at, seq, is_online, keep_alive_s) values ($1, $2, 1, true, 120)`,
      [device.deviceId, new Date(api.nowMs - 1_500_000)],
    );
    await api.database.query(
      `insert into presence_event (device_id, occurred_at, seq, is_online, duration_s, reason, heartbeat_count,
         heartbeat_max_s, heartbeat_min_s, heartbeat_avg_s, heartbeat_last_s)
       values ($1, $2, 2, false, 1391, 'no_heartbeat', 21, 61, 59, 60, 130)`,
      [device.deviceId, new Date(api.nowMs - 109_000)],
    );
  });

  it('tells when the device came and when and why it went', async () => {
    const { meta, objects } = (await get('online')).json();
    expect(meta.total).toBe(2);
    expect(objects).toEqual([
      {
        timestamp: (api.nowMs - 109_000) / 1000,
        type: 'dev_offline',
        payload: {
          duration: 1391,
          heartbeat: { count: 21, max: 61, min: 59, avg: 60, last: 130 },
          reason: 'no_heartbeat',
        },
      },
      { timestamp: (api.nowMs - 1_500_000) / 1000, type: 'dev_online', payload: { keep_alive: 120 } },
    ]);
    expect(String(objects[0].timestamp)).toMatch(/^\d{10}\.25$/);
  });
});

describe.each(['online', 'cmd', 'data'])('GET …/%s', (log) => {
  it('is empty for a device that never said anything', async () => {
    expect((await get(log, '', quiet.did)).json()).toEqual({
      meta: { total: 0, limit: 20, skip: 0, next: null, previous: null },
      objects: [],
    });
  });

  it('answers 5301 to an unknown did and 5302 to one of another product', async () => {
    expect(refusalOf(await get(log, '', newDid()))).toBe('404 5301');
    expect(refusalOf(await get(log, '', 'nonsense'))).toBe('404 5301');
    expect(refusalOf(await get(log, '', foreign.did))).toBe('403 5302');
  });

  it('takes a window of two days at most, in the right order', async () => {
    const window = (start: number, end: number) => get(log, `?start_ts=${start}&end_ts=${end}`);
    expect((await window(nowS - 2 * dayS, nowS)).statusCode).toBe(200);
    expect((await window(nowS, nowS)).statusCode).toBe(200);
    for (const [start, end] of [
      [nowS - 2 * dayS - 1, nowS],
      [nowS, nowS - 1],
    ] as const) {
      const answer = await window(start, end);
      expect(refusalOf(answer)).toBe('400 5002');
      expect(answer.json().detail).toMatch(/^start_ts: /);
    }
    expect(refusalOf(await get(log, `?start_ts=${nowS - 3 * dayS}`))).toBe('400 5002');
    expect((await get(log, `?end_ts=${nowS - 3 * dayS}`)).json().meta.total).toBe(0);
  });

  it.each(['start_ts=-1', 'end_ts=soon', 'end_ts=99999999999999', 'sort=newest', 'limit=1001', 'skip=x'])(
    'answers 5002 to %s',
    async (query) => expect(refusalOf(await get(log, `?${query}`))).toBe('400 5002'),
  );

  it('pages through all entries once each, within the same window however late the next page is asked for', async () => {
    const all = (await get(log)).json();
    const seen: unknown[] = [];
    let url: string | null = `${product.path}/devices/${device.did}/${log}?limit=1`;
    while (url !== null) {
      const page = (await api.get(url, { token })).json() as typeof all;
      expect(page.meta).toMatchObject({ total: all.meta.total, limit: 1, skip: seen.length });
      seen.push(...page.objects);
      url = page.meta.next;
      api.nowMs += 60_000;
    }
    expect(seen).toEqual(all.objects);
    api.nowMs = nowS * 1000 + 250;
  });
});

describe('a call for a log, which is counted while it is worked on', () => {
  it('is answered only when it has been counted', async () => {
    const events: string[] = [];
    let answer: ReturnType<typeof get> | undefined;
    await api.database.transaction(async (tx) => {
      await tx.query('select from enterprise_quota for update');
      answer = get('data').then((answered) => {
        events.push('answered');
        return answered;
      });
      await vi.waitUntil(async () => {
        const { rowCount } = await tx.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rowCount === 1;
      });
      events.push('may be counted');
    });
    expect((await answer!).statusCode).toBe(200);
    expect(events).toEqual(['may be counted', 'answered']);
  });

  it('is 5013 beyond the quota, whatever else is wrong with it, and each refusal counts before', async () => {
    const enterprise = await api.createEnterprise({ hourlyQuota: 4 });
    const other = await api.createProduct(enterprise);
    const calls = [`${newDid()}/cmd`, `${device.did}/data`, `${newDid()}/online?limit=0`];
    const otherToken = await api.tokenOf(enterprise, other);
    const ask = async (call: string) =>
      refusalOf(await api.get(`${other.path}/devices/${call}`, { token: otherToken }));
    const refusals: string[] = [];
    for (const call of [...calls, ...calls]) refusals.push(await ask(call));
    const overQuota = '403 5013';
    expect(refusals).toEqual(['404 5301', '403 5302', '400 5002', overQuota, overQuota, overQuota]);
  });
});

describe('the window of a log', () => {
  it('includes the whole of its first and last second', async () => {
    const reported = nowS - 60;
    const total = async (start: number, end: number) =>
      (await get('data', `?start_ts=${start}&end_ts=${end}`)).json().meta.total;
    expect(await total(reported, reported)).toBe(1);
    expect(await total(reported + 1, reported + 2)).toBe(0);
    expect(await total(reported - 2, reported - 1)).toBe(0);
  });
});
