import { expect, test } from 'vitest';
import type { DataPoint } from './data-point.ts';
import { generateUi } from './generate-ui.ts';

const bitPosition = { byteOffset: 0, bitOffset: 0, len: 1, unit: 'bit' } as const;
const bytePosition = { byteOffset: 0, bitOffset: 0, len: 1, unit: 'byte' } as const;

function point(more: Partial<DataPoint>): DataPoint {
  const texts = { name: 'p', displayName: '点', description: '' };
  return { id: 0, ...texts, dataType: 'bool', type: 'status_writable', position: bitPosition, ...more };
}

function elementsOf(...points: DataPoint[]): unknown {
  return generateUi(points);
}

function uiOf(...elements: object[]): object {
  return { object: { version: 4, showEditButton: false }, sections: [{ elements }] };
}

const common = { key: 'entity0.p', title: '点' };
const writable = { action: 'entity0', bind: ['entity0.p'], perm: 'W' };
const readable = { action: 'entity0', bind: ['entity0.p'], perm: 'N' };
const uintSpec = { addition: -40, max: 1200, min: 0, ratio: 0.1 };
const realRange = { max: 80, step: 0.1, min: -40 };

test.each<[title: string, point: Partial<DataPoint>, element: object]>([
  ['a bool is a switch', {}, { ...common, type: 'QBooleanElement', boolValue: false, object: writable }],
  [
    'an enum is a choice of its texts',
    { dataType: 'enum', enumTexts: ['左', '右'], type: 'status_readonly' },
    { ...common, type: 'QRadioElement', items: ['左', '右'], object: readable },
  ],
  [
    'a writable number is a slider over its real range',
    { dataType: 'uint16', position: bytePosition, uintSpec },
    {
      ...common,
      type: 'QFloatElement',
      bind: 'floatValue:float',
      value: 0,
      maximumValue: 80,
      minimumValue: -40,
      object: { ...writable, uint_spec: realRange },
    },
  ],
  [
    'a readonly number is a label',
    { dataType: 'uint16', type: 'status_readonly', position: bytePosition, uintSpec },
    { ...common, type: 'QLabelElement', object: { ...readable, uint_spec: realRange } },
  ],
  [
    'a binary is a text of two digits for each byte',
    { dataType: 'binary', position: { ...bytePosition, len: 12 } },
    {
      ...common,
      type: 'QMultilineElement',
      keyboardType: 'NumbersAndPunctuation',
      maxLength: 24,
      value: 0,
      object: writable,
    },
  ],
])('%s', (_, more, element) => {
  expect(elementsOf(point(more))).toEqual(uiOf(element));
});

test('alerts and faults have no element', () => {
  expect(elementsOf(point({ type: 'alert' }), point({ type: 'fault' }))).toEqual(uiOf());
});
