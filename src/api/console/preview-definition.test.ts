import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeControl } from '../../codec/control.ts';
import { compileStatusLayout } from '../../codec/status-layout.ts';
import { greenhouseController } from '../../model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../../model/example-products/irrigation-valve.ts';
import { parseProductDefinition } from '../../model/product-definition.ts';
import { type ConsoleApi, startConsoleApi } from './console-api.test-helper.ts';

let api: ConsoleApi;

beforeAll(async () => {
  api = await startConsoleApi();
});

afterAll(() => api.close());

const key = 'a'.repeat(32);

const preview = (datapoints: object) =>
  api.succeed('POST', '/definitions/preview', { datapoints, product_key: key });

const sketch = (protocolType: string, attrs: readonly object[]) => ({
  name: 'Lamp',
  protocolType,
  entities: [{ attrs }],
});

const lamp = [
  { name: 'hot', data_type: 'bool', type: 'alert' },
  { name: 'lux', data_type: 'uint16', type: 'status_readonly' },
  { name: 'scene', data_type: 'binary', type: 'status_writable', position: { len: 3 } },
  { name: 'power', data_type: 'bool', type: 'status_writable' },
  { name: 'mode', data_type: 'enum', type: 'status_writable', enum: ['a', 'b', 'c', 'd', 'e'] },
];

interface Attr {
  readonly data_type: string;
  readonly position?: { readonly len: number };
  readonly id?: number;
}

/** A definition as people write it: without ids and places. */
function withoutPlaces(document: object): object {
  const { entities, ...others } = document as { entities: { attrs: Attr[] }[] };
  const attrs = entities[0]!.attrs.map(({ id: _id, position, ...attr }) => ({
    ...attr,
    ...(attr.data_type === 'binary' && { position: { len: position!.len } }),
  }));
  return { ...others, entities: [{ ...entities[0], attrs }] };
}

describe('the preview of a definition', () => {
  test('places data points that have no place: writable, readonly, alerts, faults, of each the bits first', async () => {
    const { document, is_arranged, points, status, control } = await preview(sketch('standard', lamp));
    expect(is_arranged).toBe(true);
    expect(points.map(({ id, name }: { id: number; name: string }) => [id, name])).toEqual([
      [0, 'scene'],
      [1, 'power'],
      [2, 'mode'],
      [3, 'lux'],
      [4, 'hot'],
    ]);
    expect(document.entities[0].attrs.map(({ position }: { position: object }) => position)).toEqual([
      { byte_offset: 1, bit_offset: 0, len: 3, unit: 'byte' },
      { byte_offset: 0, bit_offset: 0, len: 1, unit: 'bit' },
      { byte_offset: 0, bit_offset: 1, len: 3, unit: 'bit' },
      { byte_offset: 4, bit_offset: 0, len: 2, unit: 'byte' },
      { byte_offset: 6, bit_offset: 0, len: 1, unit: 'bit' },
    ]);
    expect([status.bytes, status.flag_bytes, control.bytes, control.flag_bytes]).toEqual([7, 0, 5, 1]);
    expect(control.packet_bytes).toEqual([
      { part: 'flags', offset: 0, bytes: 1, bits: [null, null, null, null, null, 'mode', 'power', 'scene'] },
      { part: 'bits', offset: 1, bytes: 1, bits: [null, null, null, null, 'mode', 'mode', 'mode', 'power'] },
      { part: 'value', offset: 2, bytes: 3, name: 'scene' },
    ]);
    expect(control.points[1]).toEqual({
      name: 'power',
      flag: { byte: 0, bit: 1 },
      bit: { byte: 1, bit: 0 },
      offset: 1,
      bytes: 1,
    });
  });

  test.each([
    ['standard', greenhouseController],
    ['var_len', irrigationValve],
  ])('of a %s product comes to what the vendor’s console made of it', async (_type, document) => {
    const definition = parseProductDefinition(document, key);
    const arranged = await preview(withoutPlaces(document));
    expect(arranged.document).toEqual(JSON.parse(JSON.stringify(definition.document)));
    const given = await preview(document);
    expect(given).toEqual({ ...arranged, is_arranged: false });
  });

  test.each([
    ['standard', greenhouseController],
    ['var_len', irrigationValve],
  ])('of a %s product shows the control that devices are sent', async (_type, document) => {
    const layout = compileStatusLayout(parseProductDefinition(document, key));
    const { control, points } = await preview(document);
    const writable = points.filter(({ type }: { type: string }) => type === 'status_writable');
    const attrs = Object.fromEntries(
      writable.map(({ name, data_type: type, len }: { name: string; data_type: string; len: number }) => {
        const { addition } = layout.fieldsByName.get(name)!.point.uintSpec ?? { addition: 1 };
        const value = type === 'bool' || (type === 'binary' ? 'ff'.repeat(len) : addition);
        return [name, value];
      }),
    );
    const packet = encodeControl(layout, attrs).subarray(1);
    expect(packet).toHaveLength(control.bytes);
    for (const { name, flag, bit, offset, bytes } of control.points) {
      expect(packet[flag.byte]! & (1 << flag.bit), name).not.toBe(0);
      if (bit) expect(packet[bit.byte]! & (1 << bit.bit), name).not.toBe(0);
      if (/schedule|times/.test(name))
        expect(packet.subarray(offset, offset + bytes).toString('hex')).toMatch(/^f+$/);
    }
    const covered = control.packet_bytes.reduce(
      (sum: number, { bytes }: { bytes: number }) => sum + bytes,
      0,
    );
    expect(covered).toBe(control.bytes);
  });

  test('shows bytes that nothing is in', async () => {
    const at = (byte_offset: number) => ({ byte_offset, bit_offset: 0, len: 1, unit: 'byte' });
    const attr = { data_type: 'uint8', type: 'status_writable' };
    const { is_arranged, status } = await preview(
      sketch('standard', [
        { name: 'a', ...attr, position: at(1) },
        { name: 'b', ...attr, position: at(4) },
      ]),
    );
    expect(is_arranged).toBe(false);
    expect(status.packet_bytes).toEqual([
      { part: 'unused', offset: 0, bytes: 1 },
      { part: 'value', offset: 1, bytes: 1, name: 'a' },
      { part: 'unused', offset: 2, bytes: 2 },
      { part: 'value', offset: 4, bytes: 1, name: 'b' },
    ]);
  });

  test('of a product without writable data points has an empty control', async () => {
    const { control } = await preview(sketch('standard', lamp.slice(0, 2)));
    expect(control).toEqual({ bytes: 0, flag_bytes: 0, points: [], packet_bytes: [] });
  });

  test.each([
    [undefined, 'datapoints: is required'],
    [[], 'datapoints: must be an object'],
    [{ name: 'x', protocolType: 'standard', entities: [] }, 'entities: must hold exactly one entity'],
    [sketch('odd', lamp), 'protocolType: must be standard or var_len'],
    [
      sketch('standard', [lamp[0]!, { ...lamp[3], name: '1st' }]),
      'entities[0].attrs[1].name: must be letters, digits and underscores, and not begin with a digit',
    ],
    [sketch('standard', [lamp[0]!, lamp[3]!, lamp[0]!]), 'entities[0].attrs[2].name: hot is used twice'],
    [
      sketch('var_len', [{ ...lamp[2], position: {} }]),
      'entities[0].attrs[0].position.len: must be an integer from 1 to 16384',
    ],
    [sketch('standard', [null as never]), 'entities[0].attrs[0]: must be an object'],
  ])('of %j says what is wrong, in the order of the document', async (datapoints, detail) => {
    const { status, body } = await api.call('POST', '/definitions/preview', { datapoints });
    expect([status, body.error_code, body.detail]).toEqual([400, '5002', detail]);
  });
});
