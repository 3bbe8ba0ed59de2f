import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { irrigationValve } from '../model/example-products/irrigation-valve.ts';
import { applyReport } from './apply-report.ts';
import { decodeImage, decodeReport } from './decode-status.ts';
import { encodeStatus } from './device-side.ts';
import { anyLayout, rawValuesOf, someRawValuesOf } from './fixtures/arbitrary-product.test-helper.ts';
import {
  bytes,
  compileDocument,
  compileSketch,
  repeatPoint,
} from './fixtures/compile-fixture.test-helper.ts';
import { kitPoints, phMeterPoints, waveMakerPoints } from './fixtures/field-vectors.test-helper.ts';
import { referenceStandard, referenceVarLen } from './fixtures/reference-decoder.test-helper.ts';
import { Malformed } from './malformed.ts';
import { toPublicValue } from './point-value.ts';
import type { RawValue } from './status-image.ts';
import { createStatusImage } from './status-image.ts';
import type { StatusLayout } from './status-layout.ts';

const valve = compileDocument(irrigationValve);

// p0-payload.md §3.4
describe('captured status bodies', () => {
  test('of the pH meter', () => {
    const layout = compileSketch('standard', phMeterPoints);
    expect(decodeReport(layout, bytes('03 02dc 089d 0000 0000'))).toEqual({
      pH_OUT: 1,
      mV_OUT: 1,
      EC_OUT: 0,
      TEMP_OUT: 0,
      pH: 7.32,
      mV: 205,
      EC: 0,
      TEMP: 0,
    });
  });

  test('of the development kit', () => {
    const layout = compileSketch('standard', kitPoints);
    const values = { LED_OnOff: 1, LED_R: 254, LED_B: 128, Motor_Speed: 0, Temperature: 24, Humidity: 50 };
    expect(decodeReport(layout, bytes('01fe0080050025320000'))).toMatchObject(values);
  });

  test('of the wave maker, whose bit block has two bytes', () => {
    const layout = compileSketch('standard', waveMakerPoints);
    const body = Buffer.alloc(401);
    bytes('0203 23 2f 0a 64 5f').copy(body);
    expect(decodeReport(layout, body)).toMatchObject({
      SwitchON: 1,
      PulseTide: 1,
      FeedSwitch: 0,
      Mode: 'classic',
      AutoMode: 'classic',
      Flow: 35,
      Frequency: 47,
      FeedTime: 10,
    });
  });

  test('with the mask 40000000001f3f carry points 0 to 5, 8 to 12 and 54', () => {
    const layout = compileSketch('var_len', repeatPoint(55, { dataType: 'uint8' }, 'p'));
    const values = decodeReport(layout, bytes(`40000000001f3f ${'07'.repeat(12)}`));
    const ids = [0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 54];
    expect(values).toEqual(Object.fromEntries(ids.map((id) => [`p${id}`, 7])));
  });
});

describe('a decoded report', () => {
  test('shows enum texts, real numbers and lower-case hex', () => {
    expect(decodeReport(valve, bytes('0fff 0269 0065 2b 0bc3 0a0b0c0d0e0f 000001f4'))).toEqual({
      valve_open: 1,
      rain_delay: 0,
      program: '按湿度',
      flow_limit: 50.5,
      pipe_burst: 0,
      charge_state: '夜间',
      motor_fault: 0,
      soil_moisture: 21.5,
      soil_temperature: 10.11,
      watering_times: '0a0b0c0d0e0f',
      battery_low: 1,
      litres_total: 500,
    });
  });

  test('shows the index of an enum value that has no text', () => {
    expect(decodeReport(valve, bytes('0004 03'))).toEqual({ program: 3 });
  });

  test('may have a point by the name of malformed', () => {
    const layout = compileSketch('standard', [{ name: 'malformed', dataType: 'bool' }]);
    const values = decodeReport(layout, bytes('01'));
    expect(values).toEqual({ malformed: 1 });
    expect(values).not.toBeInstanceOf(Malformed);
  });
});

function shown(layout: StatusLayout, raws: ReadonlyMap<string, RawValue>): Record<string, unknown> {
  const toShown = ([name, raw]: [string, RawValue]) => [
    name,
    toPublicValue(layout.fieldsByName.get(name)!, raw),
  ];
  return Object.fromEntries([...raws].map(toShown));
}

describe('any status of any product', () => {
  const full = anyLayout.chain((layout) =>
    fc.tuple(fc.constant(layout), rawValuesOf(layout.fields.map(({ point }) => point))),
  );
  const partial = anyLayout
    .filter(({ protocolType }) => protocolType === 'var_len')
    .chain((layout) =>
      fc.tuple(fc.constant(layout), someRawValuesOf(layout.fields.map(({ point }) => point))),
    );

  test.each([
    ['all points', full],
    ['some points', partial],
  ])('with %s is decoded to what was encoded', (_, status) => {
    fc.assert(
      fc.property(status, ([layout, raws]) => {
        const body = encodeStatus(layout, raws, 'report').subarray(1);
        expect(decodeReport(layout, body)).toEqual(shown(layout, raws));
      }),
    );
  });

  test('leaves an image that decodes to the same', () => {
    fc.assert(
      fc.property(full, ([layout, raws]) => {
        const image = createStatusImage(layout);
        applyReport(layout, image, encodeStatus(layout, raws, 'readReply').subarray(1));
        expect(decodeImage(layout, image)).toEqual(shown(layout, raws));
      }),
    );
  });

  test('is read as the protocol says, whatever its bytes', () => {
    const body = fc.uint8Array({ minLength: 0, maxLength: 400, size: 'max' });
    fc.assert(
      fc.property(anyLayout, body, (layout, raw) => {
        const bodyBytes = Buffer.from(raw);
        const values = decodeReport(layout, bodyBytes);
        if (values instanceof Malformed) return;
        const points = layout.fields.map(({ point }) => point);
        const reference = layout.protocolType === 'standard' ? referenceStandard : referenceVarLen;
        const expected = shown(layout, reference(points, bodyBytes));
        const carried = Object.fromEntries(Object.keys(values).map((name) => [name, expected[name]]));
        expect(values).toEqual(carried);
        if (layout.protocolType === 'var_len') expect(values).toEqual(expected);
      }),
    );
  });
});
