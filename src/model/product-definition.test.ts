import { describe, expect, test } from 'vitest';
import { QiyunError } from './errors.ts';
import { parseProductDefinition } from './product-definition.ts';

const productKey = '0123456789abcdef0123456789abcdef';

interface Attr {
  id: number;
  [key: string]: unknown;
  position: { byte_offset: number; bit_offset: number; len: number; unit: string };
}

function bit(id: number, more: object = {}): Attr {
  const position = { byte_offset: 0, bit_offset: id, len: 1, unit: 'bit' };
  return {
    id,
    name: `p${id}`,
    display_name: '点',
    desc: '',
    data_type: 'bool',
    type: 'status_writable',
    position,
    ...more,
  };
}

function byte(id: number, byteOffset: number, more: object = {}): Attr {
  const position = { byte_offset: byteOffset, bit_offset: 0, len: 1, unit: 'byte' };
  const uint_spec = { addition: 0, max: 100, min: 0, ratio: 1 };
  return { ...bit(id), data_type: 'uint8', position, uint_spec, ...more };
}

interface Document {
  [key: string]: unknown;
  entities: [{ [key: string]: unknown; attrs: Attr[] }];
}

function documentOf(...attrs: Attr[]): Document {
  return {
    name: '台灯',
    packetVersion: '0x00000004',
    protocolType: 'standard',
    product_key: productKey,
    entities: [{ id: 0, name: 'entity0', display_name: '开发套件', attrs }],
  };
}

function complaintOf(document: unknown): string {
  try {
    parseProductDefinition(document, productKey);
  } catch (error) {
    if (error instanceof QiyunError && error.code === '5002') return error.detail;
    throw error;
  }
  return 'accepted';
}

describe('a product definition', () => {
  test('is read into data points', () => {
    const lamp = documentOf(bit(0), byte(1, 1, { uint_spec: { addition: -5, max: 10, min: 0, ratio: 0.5 } }));
    const { dataPoints, ...definition } = parseProductDefinition(lamp, productKey);
    expect(definition).toMatchObject({ name: '台灯', protocolType: 'standard', productKey });
    expect(dataPoints[1]).toEqual({
      id: 1,
      name: 'p1',
      displayName: '点',
      description: '',
      dataType: 'uint8',
      type: 'status_writable',
      position: { byteOffset: 1, bitOffset: 0, len: 1, unit: 'byte' },
      uintSpec: { addition: -5, max: 10, min: 0, ratio: 0.5 },
    });
  });

  test('keeps keys it does not know, and its own ui, in the document', () => {
    const ui = { object: { version: 4 }, sections: [] };
    const lamp = { ...documentOf(bit(0, { hint: 1 })), name_en: 'Lamp', ui };
    expect(parseProductDefinition(lamp, productKey).document).toStrictEqual(lamp);
  });

  test("that names another product's key gets the key of the product it is given to", () => {
    const lamp = { ...documentOf(bit(0)), product_key: 'f'.repeat(32) };
    expect(parseProductDefinition(lamp, productKey).document).toMatchObject({ product_key: productKey });
  });

  test('is completed where it may be silent', () => {
    const { display_name, desc, ...attr } = byte(0, 0, { uint_spec: undefined });
    const sparse = { name: '台灯', protocolType: 'var_len', entities: [{ attrs: [attr] }] };
    const { document, dataPoints } = parseProductDefinition(sparse, productKey);
    expect(document).toMatchObject({
      packetVersion: '0x00000004',
      entities: [{ id: 0, name: 'entity0', display_name: '台灯', attrs: [{ display_name: 'p0', desc: '' }] }],
      ui: { sections: [{ elements: [{ type: 'QFloatElement' }] }] },
    });
    expect(dataPoints[0]?.uintSpec).toEqual({ addition: 0, ratio: 1, min: 0, max: 255 });
  });

  test('may have gaps between its points, and may name an enum text twice', () => {
    const texts = { data_type: 'enum', enum: ['开', '保留', '保留'] };
    const position = { byte_offset: 0, bit_offset: 3, len: 2, unit: 'bit' };
    expect(complaintOf(documentOf(bit(0, { ...texts, position }), byte(1, 7)))).toBe('accepted');
  });
});

const position = bit(0).position;
const uint_spec = { addition: 0, max: 100, min: 0, ratio: 1 };

describe('a bad definition is refused by the path of its bad field:', () => {
  test.each<[complaint: string, document: unknown]>([
    ['datapoints: must be an object', []],
    ['name: must be a string', { ...documentOf(bit(0)), name: 1 }],
    ['protocolType: must be standard or var_len', { ...documentOf(bit(0)), protocolType: 'tlv' }],
    ['packetVersion: must be 0x00000004', { ...documentOf(bit(0)), packetVersion: '0x00000003' }],
    ['ui: must be an object', { ...documentOf(bit(0)), ui: 'none' }],
    [
      'extra.a[1]: holds a character that cannot be stored',
      { ...documentOf(bit(0)), extra: { a: ['', '\0'] } },
    ],
    ['entities: must hold exactly one entity', { ...documentOf(), entities: [] }],
    ['entities[0].name: must be entity0', { ...documentOf(), entities: [{ name: 'main', attrs: [bit(0)] }] }],
    ['entities[0].attrs: must be an array', { ...documentOf(), entities: [{ attrs: {} }] }],
    ['entities[0].attrs: must not be empty', documentOf()],
    ['entities[0].attrs[1].id: must be 1', documentOf(bit(0), bit(2))],
    ['entities[0].attrs[1].name: p0 is used twice', documentOf(bit(0), bit(1, { name: 'p0' }))],
    [
      'entities[0].attrs[0].data_type: must be bool, enum, uint8, uint16, uint32 or binary',
      documentOf(bit(0, { data_type: 'int8' })),
    ],
    [
      'entities[0].attrs[0].type: alert is only for bool data points',
      documentOf(byte(0, 0, { type: 'alert' })),
    ],
    [
      'entities[0].attrs[0].position.unit: must be bit',
      documentOf(bit(0, { position: { ...position, unit: 'byte' } })),
    ],
    [
      'entities[0].attrs[0].position.len: must be 1',
      documentOf(bit(0, { position: { ...position, len: 2 } })),
    ],
    ['entities[0].attrs[0].position.len: must be 2', documentOf(byte(0, 0, { data_type: 'uint16' }))],
    [
      'entities[0].attrs[0].position.bit_offset: must be an integer from 0 to 16384',
      documentOf(bit(0, { position: { ...position, bit_offset: -1 } })),
    ],
    ['entities[0].attrs[0].enum: must be an array', documentOf(bit(0, { data_type: 'enum' }))],
    ['entities[0].attrs[0].enum: must not be empty', documentOf(bit(0, { data_type: 'enum', enum: [] }))],
    [
      'entities[0].attrs[0].enum: 3 texts do not fit 1 bits',
      documentOf(bit(0, { data_type: 'enum', enum: ['a', 'b', 'c'] })),
    ],
    [
      'entities[0].attrs[0].enum[1]: must be a string',
      documentOf(bit(0, { data_type: 'enum', enum: ['a', 2] })),
    ],
    [
      'entities[0].attrs[0].uint_spec.ratio: must be a number from 1e-9 to 1000000000',
      documentOf(byte(0, 0, { uint_spec: { ...uint_spec, ratio: 0 } })),
    ],
    [
      'entities[0].attrs[0].uint_spec.addition: must be a number from -1000000000000 to 1000000000000',
      documentOf(byte(0, 0, { uint_spec: { ...uint_spec, addition: '0' } })),
    ],
    [
      'entities[0].attrs[0].uint_spec.max: must be an integer from 0 to 255',
      documentOf(byte(0, 0, { uint_spec: { ...uint_spec, max: 256 } })),
    ],
    [
      'entities[0].attrs[0].uint_spec.max: must be an integer from 9 to 255',
      documentOf(byte(0, 0, { uint_spec: { ...uint_spec, min: 9, max: 8 } })),
    ],
    [
      'entities[0].attrs[1].type: status_writable may not follow alert',
      documentOf(bit(0, { type: 'alert' }), byte(1, 1)),
    ],
    [
      'entities[0].attrs[0].position.byte_offset: lies behind p1',
      documentOf(byte(0, 5), byte(1, 0, { type: 'status_readonly' })),
    ],
    ['entities[0].attrs[1].position.byte_offset: overlaps p0', documentOf(byte(0, 3), byte(1, 3))],
    ['entities[0].attrs[1].position.byte_offset: overlaps p0', documentOf(bit(0), bit(1, { type: 'alert' }))],
    [
      'entities[0].attrs[2].position.byte_offset: overlaps p1',
      documentOf(bit(0), bit(1, { position: { ...position, bit_offset: 8 } }), byte(2, 1)),
    ],
    ['entities[0].attrs[1].position.bit_offset: overlaps p0', documentOf(bit(0), bit(1, { position }))],
    [
      'entities[0].attrs[1].position: status is larger than 16384 bytes',
      documentOf(
        bit(0),
        byte(1, 1, {
          data_type: 'binary',
          position: { byte_offset: 1, bit_offset: 0, len: 16_384, unit: 'byte' },
        }),
      ),
    ],
  ])('%s', (complaint, document) => {
    expect(complaintOf(document)).toBe(complaint);
  });

  test.each(['', '1st', 'a b', 'ä', '__proto__', 'constructor.x', 'x'.repeat(65)])('the name %j', (name) => {
    expect(complaintOf(documentOf(bit(0, { name })))).toMatch(/^entities\[0\]\.attrs\[0\]\.name: /);
  });

  test('more than 1,024 points', () => {
    const attrs = Array.from({ length: 1025 }, (_, id) => bit(id));
    expect(complaintOf(documentOf(...attrs))).toBe('entities[0].attrs: must not hold more than 1024');
  });

  test('nesting without end', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 5000; depth++) nested = [nested];
    expect(complaintOf({ ...documentOf(bit(0)), nested })).toMatch(/nested deeper than 32$/);
  });
});
