import { describe, expect, test } from 'vitest';
import { greenhouseController } from '../model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../model/example-products/irrigation-valve.ts';
import { compileDocument, compileSketch, repeatPoint } from './fixtures/compile-fixture.test-helper.ts';
import { boilerPoints, kitPoints, waveMakerPoints } from './fixtures/field-vectors.test-helper.ts';

describe('the layout of a status image', () => {
  test.each([
    { product: 'development kit', layout: compileSketch('standard', kitPoints), flags: 2, region: 10 },
    { product: 'wave maker', layout: compileSketch('standard', waveMakerPoints), flags: 9, region: 401 },
    { product: 'boiler', layout: compileSketch('var_len', boilerPoints), flags: 7, region: 3 + 42 },
    { product: 'greenhouse', layout: compileDocument(greenhouseController), flags: 3, region: 23 },
    { product: 'valve', layout: compileDocument(irrigationValve), flags: 2, region: 2 + 15 },
  ])('of the $product has $flags bytes of flags and $region of values', ({ layout, flags, region }) => {
    expect(layout.flagBytes).toBe(flags);
    expect(layout.imageBytes - layout.flagBytes).toBe(region);
  });

  test('masks exactly the bits of alerts and faults', () => {
    const { alarmBytes } = compileSketch('standard', kitPoints);
    expect(alarmBytes).toEqual([
      { offset: 10, mask: 0b0011 },
      { offset: 11, mask: 0b1111 },
    ]);
  });

  test('masks alarms that are strewn over a var_len bit segment', () => {
    const { alarmBytes } = compileDocument(irrigationValve);
    expect(alarmBytes).toEqual([
      { offset: 3, mask: 0b0001_0000 },
      { offset: 2, mask: 0b0000_0011 },
    ]);
  });

  test('flags every point, and none beyond the last', () => {
    const { allFlags } = compileSketch('var_len', repeatPoint(11, { dataType: 'bool' }, 'p'));
    expect(allFlags.toString('hex')).toBe('07ff');
  });
});
