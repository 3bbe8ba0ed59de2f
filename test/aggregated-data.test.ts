import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate } from '../src/api/aggregated-data.ts';
import { encodeStatus } from '../src/codec/device-side.ts';
import { encodeFrame, type Frame, parseFrame } from '../src/codec/frame.ts';
import { frameCommand } from '../src/codec/frame-command.ts';
import { StatusLayouts } from '../src/codec/status-layouts.ts';
import type { DeviceRuntime } from '../src/ingest/device-runtime.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../src/model/example-products/irrigation-valve.ts';
import { ReportCalendar } from '../src/model/report-calendar.ts';
import { deleteDevices } from '../src/store/erase-devices.ts';
import { updateProduct } from '../src/store/write-product.ts';
import { NumberRecount } from './recount-numbers.ts';
import { type RunningGateway, startGateway } from './running-gateway.ts';

const units = ['HOURS', 'DAYS', 'WEEKS', 'MONTHS'] as const;
const aggregators = ['sum', 'avg', 'max', 'min'] as const;
const dayMs = 86_400_000;
/** Shortly before an end of days, weeks, months and, but for Thursday the 31st, of the ISO year. */
const yearsEnd = Date.parse('2026-12-29T00:00:00Z');
/** Shortly before clocks are set back by half an hour. */
const lordHoweAutumn = Date.parse('2027-04-02T00:00:00Z');

/** One report of a device, after some time. */
const step = fc.record({
  device: fc.nat(2),
  /** Mostly within the hour, sometimes over a day. */
  waitMs: fc.oneof(fc.nat(600_000), fc.nat(5_400_000), fc.nat(dayMs)),
  /** Share of the range of each number that is carried. */
  numbers: fc.dictionary(
    fc.integer({ min: 0, max: 7 }).map(String),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
  /** Whether what came so far is waited for, and whether the connection breaks under it. */
  pause: fc.constantFrom('none', 'none', 'none', 'wait', 'break'),
});

class Scene {
  readonly gateway: RunningGateway;
  readonly timeZone: string;
  readonly layouts = new StatusLayouts();
  readonly devices: DeviceRuntime[] = [];

  constructor(gateway: RunningGateway, timeZone: string) {
    this.gateway = gateway;
    this.timeZone = timeZone;
  }

  static async start(definition: object, timeZone: string, nowMs: number): Promise<Scene> {
    const gateway = await startGateway({ definition, timeZone });
    gateway.stepClock(nowMs - gateway.now());
    const scene = new Scene(gateway, timeZone);
    await scene.optIn(true);
    return scene;
  }

  get product() {
    return this.gateway.catalog.productById(this.gateway.product.id)!;
  }

  get definition(): object {
    return this.product.current!.definition.document;
  }

  async optIn(aggData: boolean): Promise<void> {
    const { database, catalog, product, now } = this.gateway;
    await updateProduct(database, product.id, {
      settings: { aggData },
      document: undefined,
      updatedAtMs: now(),
    });
    await catalog.reload();
  }

  async addDevice(): Promise<DeviceRuntime> {
    const { deviceId, did } = await this.gateway.createDevice();
    const device = await this.gateway.ingest.attach({
      deviceId,
      productId: this.product.id,
      did,
      mac: did,
      passcodeSealed: null,
      isDisabled: false,
      image: null,
      definitionVersion: 0,
    });
    this.devices.push(device);
    return device;
  }

  report(device: DeviceRuntime, values: ReadonlyMap<string, number>): void {
    const layout = this.layouts.of(this.product.current!.definition);
    const payload = encodeStatus(layout, values, 'report');
    const bytes = encodeFrame({ command: frameCommand.report, payload });
    const publish = { device, topic: '', payload: bytes, ack: undefined, packetId: 0 };
    this.gateway.ingest.frameReceived(publish, parseFrame(bytes) as Frame);
  }

  async aggregated(
    { deviceId, did }: DeviceRuntime,
    query: {
      unit: (typeof units)[number];
      aggregator: (typeof aggregators)[number];
      start: number;
      end: number;
    },
  ) {
    const { database, now: clock } = this.gateway;
    const calendar = new ReportCalendar(this.timeZone);
    const { layouts, product } = this;
    const { unit, aggregator, start, end } = query;
    const attrs = new NumberRecount(this.definition).names.join();
    const services = { database, layouts, calendar, clock };
    const asked = { unit, aggregator, attrs, start_ts: start, end_ts: end };
    return (await aggregate(services, { deviceId, did, product }, asked)).data;
  }

  async recounted(
    { deviceId }: DeviceRuntime,
    { unit, aggregator, start, end }: { unit: string; aggregator: string; start: number; end: number },
  ) {
    const scope = { deviceId, timeZone: this.timeZone, unit, startMs: start, endMs: end };
    return new NumberRecount(this.definition).of(this.gateway.database, scope, aggregator);
  }
}

describe.each([
  ['Asia/Shanghai', irrigationValve, yearsEnd],
  ['Asia/Kolkata', greenhouseController, yearsEnd],
  ['Asia/Kathmandu', irrigationValve, yearsEnd],
  ['Australia/Lord_Howe', irrigationValve, lordHoweAutumn],
])('in the time zone %s', (timeZone, definition, nowMs) => {
  test('aggregates equal a recount of the log, whatever the database refuses or loses meanwhile', {
    timeout: 120_000,
  }, async () => {
    const scene = await Scene.start(definition, timeZone, nowMs);
    const { gateway } = scene;
    const { database, ingest } = gateway;
    let breaks = 0;
    gateway.interceptWrites(async () => {
      if (breaks === 0) return;
      breaks--;
      await database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'qiyun ingest' and datname = current_database()`,
      );
    });
    // Frames, states and whole neighbours of theirs are written again without these.
    await database.query('alter table frame add constraint refuse_frame check (seq % 13 <> 5)');
    await database.query(
      'alter table device_state add constraint refuse_state check (image is null or device_id % 3 <> 1)',
    );
    const { fields } = scene.layouts.of(scene.product.current!.definition);
    const numbers = fields.filter(({ scaling }) => scaling);
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 60 }),
        fc.constantFrom(...units),
        fc.constantFrom(...aggregators),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (steps, unit, aggregator, share) => {
          const startMs = gateway.now();
          const devices = await Promise.all([0, 1, 2].map(() => scene.addDevice()));
          for (const { device, waitMs, numbers: carried, pause } of steps) {
            gateway.stepClock(waitMs);
            const values = new Map<string, number>();
            for (const [index, part] of Object.entries(carried)) {
              const { point } = numbers[Number(index) % numbers.length]!;
              values.set(point.name, Math.round(part * point.uintSpec!.max));
            }
            scene.report(devices[device]!, values);
            if (pause === 'break') breaks = 1;
            if (pause !== 'none') await ingest.idle();
          }
          await ingest.idle();
          const end = gateway.now() + 1;
          const earliest = Math.max(startMs, end - 30 * dayMs);
          const start = earliest + Math.floor(share * 0.5 * (end - earliest));
          for (const device of devices) {
            const query = { unit, aggregator, start, end };
            expect(await scene.aggregated(device, query)).toEqual(await scene.recounted(device, query));
          }
        },
      ),
      { numRuns: 8 },
    );
    const { rows } = await database.query<{ frames: number; rejected: number }>(
      'select (select count(*) from frame) as frames, (select count(*) from rejected_frame) as rejected',
    );
    expect(rows[0]!.frames).toBeGreaterThan(50);
    expect(rows[0]!.rejected).toBeGreaterThan(0);
    gateway.interceptWrites(async () => {});
    await gateway.stop();
  });
});

describe('what is aggregated', () => {
  test('is what came while the product wanted it, and of a report without a number only the others', async () => {
    const scene = await Scene.start(irrigationValve, 'Asia/Shanghai', yearsEnd);
    const { gateway } = scene;
    const device = await scene.addDevice();
    const litres = (value: number) => new Map([['litres_total', value]]);
    const last = async (aggregator: 'sum' | 'max') => {
      await gateway.ingest.idle();
      const end = gateway.now() + 1;
      return scene.aggregated(device, { unit: 'DAYS', aggregator, start: end - dayMs, end });
    };
    await scene.optIn(false);
    scene.report(device, litres(1));
    await scene.optIn(true);
    scene.report(device, litres(20));
    scene.report(device, new Map([['soil_moisture', 9]]));
    await scene.optIn(false);
    scene.report(device, litres(300));
    await scene.optIn(true);
    scene.report(device, litres(4_000));
    const datetime = '20261229';
    expect(await last('sum')).toEqual([{ datetime, attrs: { litres_total: 4_020, soil_moisture: 4.5 } }]);
    expect(await last('max')).toEqual([{ datetime, attrs: { litres_total: 4_000, soil_moisture: 4.5 } }]);
    await gateway.stop();
  });

  test('is erased with the device, and nothing of it comes after', async () => {
    const scene = await Scene.start(irrigationValve, 'Asia/Shanghai', yearsEnd);
    const { gateway } = scene;
    const [device, other] = [await scene.addDevice(), await scene.addDevice()];
    const report = async () => {
      for (const reporter of [device, other]) scene.report(reporter, new Map([['litres_total', 1]]));
      await gateway.ingest.idle();
    };
    await report();
    await deleteDevices(gateway.database, [device.deviceId]);
    await report();
    const { rows } = await gateway.database.query(
      'select device_id as id, count from device_hour_value order by device_id',
    );
    expect(rows).toEqual([{ id: other.deviceId, count: 2 }]);
    await gateway.stop();
  });
});
