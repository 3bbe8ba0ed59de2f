import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { irrigationValve } from '../model/example-products/irrigation-valve.ts';
import { encodeControl } from './control.ts';
import { decodeControl, encodeStatus } from './device-side.ts';
import { anyLayout, someRawValuesOf } from './fixtures/arbitrary-product.test-helper.ts';
import { bytes, compileDocument, compileSketch } from './fixtures/compile-fixture.test-helper.ts';
import { kitPoints } from './fixtures/field-vectors.test-helper.ts';
import { Malformed } from './malformed.ts';
import { toPublicValue } from './point-value.ts';
import type { StatusLayout } from './status-layout.ts';

const kit = compileSketch('standard', kitPoints);
const valve = compileDocument(irrigationValve);

describe('a device', () => {
  test('is told the flagged points only', () => {
    expect(decodeControl(kit, bytes('01 01 01 00000000'))).toEqual(new Map([['LED_OnOff', 1]]));
    expect(decodeControl(valve, bytes('11 0009 01 0190'))).toEqual(
      new Map([
        ['valve_open', 1],
        ['flow_limit', 400],
      ]),
    );
  });

  test('takes no orders for points that are not writable', () => {
    expect(decodeControl(kit, bytes('01 ff ff ffffffff'))).not.toContain('Infrared');
    expect(decodeControl(valve, bytes('11 0411 07'))).toEqual(new Map([['valve_open', 1]]));
  });

  test.each([
    ['nothing', kit, '', 'action'],
    ['the action of the other protocol', kit, '11 01', 'action'],
    ['a read', valve, '12 ffff', 'action'],
    ['too few values', kit, '01 01 01000000', 'short'],
    ['too few flags', valve, '11 00', 'short'],
    ['too few values for its flags', valve, '11 0009 01 01', 'short'],
  ])('refuses %s', (_, layout, hex, reason) => {
    expect(decodeControl(layout, bytes(hex))).toEqual(new Malformed(reason));
  });

  test('of a standard product always tells all its points', () => {
    const status = encodeStatus(kit, new Map([['Humidity', 50]]), 'readReply');
    expect(status).toEqual(bytes('03 0000000000 00 00 32 00 00'));
  });

  test('of a var_len product tells the points given', () => {
    const values = new Map<string, number>([
      ['soil_moisture', 43],
      ['pipe_burst', 1],
    ]);
    expect(encodeStatus(valve, values, 'report')).toEqual(bytes('14 0090 01 2b'));
  });
});

function writablePoints(layout: StatusLayout) {
  return layout.fields.map(({ point }) => point).filter(({ type }) => type === 'status_writable');
}

test('any control of any product is told to the device as it was ordered', () => {
  const order = anyLayout
    .filter((layout) => writablePoints(layout).length > 0)
    .chain((layout) => fc.tuple(fc.constant(layout), someRawValuesOf(writablePoints(layout))))
    .filter(([, raws]) => raws.size > 0);
  fc.assert(
    fc.property(order, ([layout, raws]) => {
      const attrs: Record<string, unknown> = {};
      for (const [name, raw] of raws) attrs[name] = toPublicValue(layout.fieldsByName.get(name)!, raw);
      expect(decodeControl(layout, encodeControl(layout, attrs))).toEqual(raws);
    }),
  );
});

test('random bytes never make a device throw', () => {
  const p0 = fc.tuple(fc.constantFrom(0x01, 0x11), fc.uint8Array({ maxLength: 60 }));
  fc.assert(
    fc.property(anyLayout, p0, (layout, [action, rest]) => {
      const told = decodeControl(layout, Buffer.from([action, ...rest]));
      if (told instanceof Malformed) return;
      for (const name of told.keys())
        expect(layout.fieldsByName.get(name)?.point.type).toBe('status_writable');
    }),
  );
});
