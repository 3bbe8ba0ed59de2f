import { describe, expect, test } from 'vitest';
import { greenhouseController } from '../model/example-products/greenhouse-controller.ts';
import { decodeImage } from './decode-status.ts';
import { compileDocument, compileSketch } from './fixtures/compile-fixture.test-helper.ts';
import { activeAlarms, createStatusImage, rebaseImage, writeField } from './status-image.ts';

const greenhouse = compileDocument(greenhouseController);

test('nothing is known of a device that has not reported', () => {
  const image = createStatusImage(greenhouse);
  expect(decodeImage(greenhouse, image)).toEqual({});
  expect(activeAlarms(greenhouse, image)).toEqual([]);
});

test('a binary value that is shorter than its point is followed by zeros', () => {
  const image = createStatusImage(greenhouse);
  const field = greenhouse.fieldsByName.get('light_schedule')!;
  writeField(image, field, Buffer.alloc(8, 0xff));
  writeField(image, field, Buffer.of(1, 2));
  expect(decodeImage(greenhouse, image)).toEqual({ light_schedule: '0102000000000000' });
});

describe('when a definition is replaced', () => {
  const image = createStatusImage(greenhouse);
  for (const [name, raw] of [
    ['mode', 2],
    ['grow_light', 50],
    ['air_temperature', 651],
    ['frost', 1],
  ] as const) {
    writeField(image, greenhouse.fieldsByName.get(name)!, raw);
  }

  test('points of the same name, data type and size keep their value, wherever they lie now', () => {
    const next = compileSketch('var_len', [
      { name: 'air_temperature', dataType: 'uint16', uintSpec: { ratio: 0.1 }, type: 'status_readonly' },
      { name: 'frost', dataType: 'bool', type: 'alert' },
      { name: 'mode', dataType: 'enum', texts: ['手动', '自动', '节电', '离家'] },
    ]);
    const values = { air_temperature: 65.1, frost: 1, mode: '节电' };
    expect(decodeImage(next, rebaseImage(greenhouse, image, next))).toEqual(values);
  });

  test('points that changed their kind, or were unknown, are unknown', () => {
    const next = compileSketch('standard', [
      { name: 'mode', dataType: 'enum', texts: ['一', '二', '三', '四', '五'] },
      { name: 'grow_light', dataType: 'uint16' },
      { name: 'heater', dataType: 'bool' },
      { name: 'brand_new', dataType: 'bool' },
    ]);
    expect(decodeImage(next, rebaseImage(greenhouse, image, next))).toEqual({});
  });
});
