import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAlarm } from '../model/data-point.ts';
import { irrigationValve } from '../model/example-products/irrigation-valve.ts';
import type { AlarmEdge } from './apply-report.ts';
import { applyReport } from './apply-report.ts';
import { decodeImage } from './decode-status.ts';
import { encodeStatus } from './device-side.ts';
import { anyLayout, someRawValuesOf } from './fixtures/arbitrary-product.test-helper.ts';
import { bytes, compileDocument, compileSketch } from './fixtures/compile-fixture.test-helper.ts';
import { kitPoints } from './fixtures/field-vectors.test-helper.ts';
import { Malformed } from './malformed.ts';
import { activeAlarms, createStatusImage, isKnown, readField } from './status-image.ts';
import type { StatusLayout } from './status-layout.ts';

const kit = compileSketch('standard', kitPoints);
const valve = compileDocument(irrigationValve);

function edgesOf(layout: StatusLayout, image: Buffer, hex: string): string[] {
  const result = applyReport(layout, image, bytes(hex));
  if (result instanceof Malformed) throw new Error(result.malformed);
  return result.map(({ point, active }) => `${active ? 'raise' : 'clear'} ${point.name}`);
}

function knownNames(layout: StatusLayout, image: Buffer): string[] {
  return layout.fields.filter((field) => isKnown(image, field)).map(({ point }) => point.name);
}

describe('a report of a standard product', () => {
  test('raises, keeps and clears alarms, bit by bit', () => {
    const image = createStatusImage(kit);
    expect(edgesOf(kit, image, '0000000000 00 00 00 00 00')).toEqual([]);
    expect(edgesOf(kit, image, '0000000000 00 00 00 01 08')).toEqual(['raise Alert_0', 'raise Fault_3']);
    expect(edgesOf(kit, image, '01ff000000 00 25 32 01 08')).toEqual([]);
    expect(edgesOf(kit, image, '0000000000 00 00 00 02 08')).toEqual(['clear Alert_0', 'raise Alert_1']);
    expect(activeAlarms(kit, image).map(({ name }) => name)).toEqual(['Alert_1', 'Fault_3']);
  });

  test('raises an alarm that is on in the first report of all', () => {
    expect(edgesOf(kit, createStatusImage(kit), '0000000000 00 00 00 01 00')).toEqual(['raise Alert_0']);
  });

  test('without a change of alarms answers with one and the same empty list', () => {
    const image = createStatusImage(kit);
    const first = applyReport(kit, image, bytes('0000000000 00 00 00 00 00'));
    expect(applyReport(kit, image, bytes('0110203040 01 02 03 00 00'))).toBe(first);
  });

  test('that ends early carries the points wholly inside it', () => {
    const image = createStatusImage(kit);
    expect(edgesOf(kit, image, '0000000000 00 00 00 01')).toEqual(['raise Alert_0']);
    expect(knownNames(kit, image)).not.toContain('Fault_0');
    expect(knownNames(kit, image)).toContain('Alert_1');
  });

  test('leaves what lies beyond an early end as it was', () => {
    const image = createStatusImage(kit);
    edgesOf(kit, image, '0000000000 00 25 32 03 0f');
    expect(edgesOf(kit, image, '01')).toEqual([]);
    expect(readField(image, kit.fieldsByName.get('Humidity')!)).toBe(0x32);
    expect(activeAlarms(kit, image)).toHaveLength(6);
  });

  test('does not take half of a bit block', () => {
    const layout = compileSketch('standard', [
      ...Array.from({ length: 9 }, (_, id) => ({ name: `b${id}`, dataType: 'bool' as const })),
      { name: 'level', dataType: 'uint8' },
    ]);
    expect(applyReport(layout, createStatusImage(layout), bytes('01'))).toEqual(new Malformed('short'));
  });

  test('may be longer than the definition', () => {
    expect(edgesOf(kit, createStatusImage(kit), '0000000000 00 00 00 01 00 ffffff')).toEqual([
      'raise Alert_0',
    ]);
  });
});

// Bit points by id: valve_open, rain_delay, program (2 bits), pipe_burst, charge_state (3), motor_fault, battery_low.
describe('a report of a var_len product', () => {
  test('carries the flagged points only', () => {
    const image = createStatusImage(valve);
    expect(edgesOf(valve, image, '0091 03 2a')).toEqual(['raise pipe_burst']);
    expect(knownNames(valve, image)).toEqual(['valve_open', 'pipe_burst', 'soil_moisture']);
    expect(readField(image, valve.fieldsByName.get('soil_moisture')!)).toBe(0x2a);
  });

  test('clears only an alarm that it carries', () => {
    const image = createStatusImage(valve);
    edgesOf(valve, image, '0450 07');
    expect(edgesOf(valve, image, '0001 01')).toEqual([]);
    expect(edgesOf(valve, image, '0410 02')).toEqual(['clear pipe_burst']);
    expect(activeAlarms(valve, image).map(({ name }) => name)).toEqual(['motor_fault', 'battery_low']);
  });

  test('with all points, surplus flag bits and surplus bytes is read like one without', () => {
    const body = '0201 0064 2a 0bb8 010203040506 0000002a';
    const [plain, surplus] = [createStatusImage(valve), createStatusImage(valve)];
    expect(edgesOf(valve, plain, `0fff ${body}`)).toEqual(['raise battery_low']);
    expect(edgesOf(valve, surplus, `ffff ${body} ffff`)).toEqual(['raise battery_low']);
    expect(surplus).toEqual(plain);
  });

  test('with some flags but the area of all points is read point by point where the area has it', () => {
    const area = '0201 0064 2a 0bb8 010203040506 0000002a';
    const image = createStatusImage(valve);
    // Flags of flow_limit (3), motor_fault (6) and litres_total (11); the area says battery_low (10), too.
    expect(edgesOf(valve, image, `0848 ${area}`)).toEqual([]);
    expect(decodeImage(valve, image)).toEqual({ flow_limit: 50, motor_fault: 0, litres_total: 42 });
    expect(edgesOf(valve, image, `0c00 ${area}`)).toEqual(['raise battery_low']);
  });

  test('without any flag changes nothing', () => {
    const image = createStatusImage(valve);
    expect(edgesOf(valve, image, '0000')).toEqual([]);
    expect(image).toEqual(createStatusImage(valve));
  });
});

test.each([
  ['an empty body', kit, ''],
  ['an empty var_len body', valve, ''],
  ['half of the flags', valve, '0f'],
  ['flags without their bit segment', valve, '0001'],
  ['flags without their value', valve, '0080'],
  ['flags with a part of their value', valve, '0108 00'],
])('%s is malformed and leaves the image as it was', (_, layout, hex) => {
  const image = createStatusImage(layout).fill(0x5a);
  const before = Buffer.from(image);
  expect(applyReport(layout, image, bytes(hex))).toEqual(new Malformed('short'));
  expect(image).toEqual(before);
});

describe('any reports of any product', () => {
  const session = anyLayout.chain((layout) => {
    const points = layout.fields.map(({ point }) => point);
    const reports = fc.array(someRawValuesOf(points), { maxLength: 6 });
    return fc.tuple(fc.constant(layout), reports);
  });

  test('yield the edges and the state that a plain list of values yields', () => {
    fc.assert(
      fc.property(session, ([layout, reports]) => {
        const image = createStatusImage(layout);
        const state = new Map<string, unknown>();
        for (const values of reports) {
          const carried = layout.protocolType === 'standard' ? fillWithZeros(layout, values) : values;
          const expected: AlarmEdge[] = [];
          for (const { point } of layout.fields) {
            const value = carried.get(point.name);
            if (value === undefined) continue;
            const wasActive = state.get(point.name) === 1;
            if (isAlarm(point) && wasActive !== (value === 1)) expected.push({ point, active: value === 1 });
            state.set(point.name, value);
          }
          const body = encodeStatus(layout, carried, 'report').subarray(1);
          expect(applyReport(layout, image, body)).toEqual(expected);
        }
        const known = layout.fields.filter((field) => isKnown(image, field));
        const seen = known.map((field) => [field.point.name, readField(image, field)]);
        expect(new Map(seen as [string, unknown][])).toEqual(new Map([...state].sort(byId(layout))));
      }),
    );
  });

  test('never throw on random bytes, and keep the values of unknown points zero', () => {
    fc.assert(
      fc.property(
        anyLayout,
        fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 }),
        (layout, bodies) => {
          const image = createStatusImage(layout);
          for (const body of bodies) {
            const before = Buffer.from(image);
            const result = applyReport(layout, image, Buffer.from(body));
            if (result instanceof Malformed) expect(image).toEqual(before);
          }
          for (const field of layout.fields.filter((unknown) => !isKnown(image, unknown))) {
            const raw = readField(image, field);
            expect(typeof raw === 'number' ? raw : raw.readUIntBE(0, 1)).toBe(0);
          }
        },
      ),
    );
  });
});

function fillWithZeros(layout: StatusLayout, values: Map<string, number | Buffer>) {
  const zeros = layout.fields.map(({ point }) => {
    const zero = point.dataType === 'binary' ? Buffer.alloc(point.position.len) : 0;
    return [point.name, values.get(point.name) ?? zero] as const;
  });
  return new Map(zeros);
}

function byId(layout: StatusLayout) {
  const idOf = (name: string) => layout.fieldsByName.get(name)!.point.id;
  return ([a]: [string, unknown], [b]: [string, unknown]) => idOf(a) - idOf(b);
}
