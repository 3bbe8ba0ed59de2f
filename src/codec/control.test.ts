import { describe, expect, test } from 'vitest';
import { greenhouseController } from '../model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../model/example-products/irrigation-valve.ts';
import type { ControlOptions } from './control.ts';
import { encodeControl, encodeReadRequest } from './control.ts';
import {
  bytes,
  compileDocument,
  compileSketch,
  repeatPoint,
} from './fixtures/compile-fixture.test-helper.ts';
import { boilerPoints, kitPoints, waveMakerPoints } from './fixtures/field-vectors.test-helper.ts';
import { encodeFrame } from './frame.ts';
import type { StatusLayout } from './status-layout.ts';

const kit = compileSketch('standard', kitPoints);
const waveMaker = compileSketch('standard', waveMakerPoints);
const boiler = compileSketch('var_len', boilerPoints);
const greenhouse = compileDocument(greenhouseController);
const valve = compileDocument(irrigationValve);

function control(layout: StatusLayout, attrs: Record<string, unknown>, options?: ControlOptions): string {
  return encodeControl(layout, attrs, options).toString('hex');
}

// p0-payload.md §3.4
describe('controls as captured or computed elsewhere', () => {
  test('of the development kit have one byte of flags and five of values', () => {
    expect(control(kit, { LED_OnOff: true })).toBe('01010100000000');
  });

  test('of the wave maker have eight bytes of flags and a bit block of two bytes', () => {
    const values = '00'.repeat(398);
    const on = encodeControl(waveMaker, { SwitchON: true });
    expect(on).toEqual(bytes(`01 0000000000000001 0001 ${values}`));
    expect(encodeControl(waveMaker, { SwitchON: false })).toEqual(
      bytes(`01 0000000000000001 0000 ${values}`),
    );
    const frame = encodeFrame({ command: 0x0093, serialNumber: 5, payload: on });
    expect(frame.subarray(0, 13)).toEqual(bytes('00000003 a003 00 0093 00000005'));
  });

  test('of the boiler carry the flagged points only', () => {
    const attrs = { Heating_Curve: 1, Circulation_Enable: true };
    expect(control(boiler, attrs)).toBe('1100000000002001010a');
  });

  test('of a product with five to eight var_len points', () => {
    const layout = compileSketch('var_len', repeatPoint(7, { dataType: 'bool' }, 'p'));
    expect(control(layout, { p4: 1 })).toBe('111001');
  });
});

describe('a control', () => {
  test('takes every kind of value', () => {
    const attrs = {
      heater: 1,
      mode: '节能',
      shade: 4,
      grow_light: 100,
      night_offset: -3,
      target_temperature: 25.5,
      light_schedule: '0102aBcD',
    };
    expect(control(greenhouse, attrs)).toBe(`01 fd 49 64 07 00cd 0102abcd00000000`.replaceAll(' ', ''));
  });

  test('reverses a var_len bit segment of two bytes as a whole', () => {
    const layout = compileSketch('var_len', repeatPoint(9, { dataType: 'bool' }, 'p'));
    const all = Object.fromEntries(Array.from({ length: 9 }, (_, id) => [`p${id}`, id === 0]));
    expect(control(layout, all)).toBe('1101ff0001');
  });

  test.each([
    ['a byte array', [1, 255], {}],
    ['hex', '01FF', {}],
    ['hex named so', '01ff', { binaryCoding: 'hex' }],
    ['base64', 'Af8=', { binaryCoding: 'base64' }],
  ] as const)('takes a binary as %s', (_, value, options) => {
    expect(control(valve, { watering_times: value }, options)).toBe('11020001ff00000000');
  });

  test.each<[attrs: Record<string, unknown>, detail: RegExp]>([
    [{}, /^attrs: /],
    [{ nothing: 1 }, /^nothing: no such data point$/],
    [{ toString: 1 }, /^toString: no such data point$/],
    [{ air_humidity: 50 }, /^air_humidity: is not writable$/],
    [{ frost: 1 }, /^frost: is not writable$/],
    [{ heater: 'true' }, /^heater: must be true, false, 1 or 0$/],
    [{ heater: 2 }, /^heater: /],
    [{ heater: null }, /^heater: /],
    [{ mode: '飞行' }, /^mode: must be one of 手动, 自动, 节能, or an index from 0 to 2$/],
    [{ mode: 3 }, /^mode: /],
    [{ mode: -1 }, /^mode: /],
    [{ mode: 0.5 }, /^mode: /],
    [{ mode: true }, /^mode: /],
    [{ grow_light: '50' }, /^grow_light: must be a number$/],
    [{ grow_light: Number.NaN }, /^grow_light: must be a number$/],
    [{ grow_light: 101 }, /^grow_light: must be from 0 to 100 in steps of 1$/],
    [{ grow_light: 1e300 }, /^grow_light: must be from/],
    [{ night_offset: -11 }, /^night_offset: must be from -10 to 10 in steps of 1$/],
    [{ target_temperature: 25.55 }, /^target_temperature: must be from 5 to 40 in steps of 0.1$/],
    [{ light_schedule: '0' }, /^light_schedule: must be an array of bytes or a hex string$/],
    [{ light_schedule: 'zz' }, /^light_schedule: /],
    [{ light_schedule: [256] }, /^light_schedule: /],
    [{ light_schedule: 7 }, /^light_schedule: /],
    [{ light_schedule: '00'.repeat(9) }, /^light_schedule: must not be longer than 8 bytes$/],
    [{ heater: 1, mode: 9 }, /^mode: /],
  ])('of %j is refused', (attrs, detail) => {
    expect(() => encodeControl(greenhouse, attrs)).toThrow(
      expect.objectContaining({ code: '5401', detail: expect.stringMatching(detail) }),
    );
  });

  test('refuses base64 that is not', () => {
    expect(() => encodeControl(valve, { watering_times: '01ff=' }, { binaryCoding: 'base64' })).toThrow(
      expect.objectContaining({ code: '5401', detail: expect.stringMatching(/^watering_times: .*base64/) }),
    );
  });
});

describe('a read request', () => {
  test('to a standard product has no body', () => {
    expect(encodeReadRequest(kit)).toEqual(bytes('02'));
  });

  test('to a var_len product asks for all points', () => {
    expect(encodeReadRequest(boiler)).toEqual(bytes('12 ffffffffffffff'));
    const points = repeatPoint(25, { dataType: 'bool' }, 'p');
    expect([...encodeReadRequest(compileSketch('var_len', points))]).toEqual([18, 255, 255, 255, 255]);
  });
});
