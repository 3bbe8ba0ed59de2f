import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProtocolType } from '../model/data-point.ts';
import { QiyunError } from '../model/errors.ts';
import { sketchDefinition } from '../model/example-products/sketch-definition.ts';
import type { ProductDefinition } from '../model/product-definition.ts';
import { parseProductDefinition } from '../model/product-definition.ts';
import { decodeReport } from './decode-status.ts';
import { encodeStatus } from './device-side.ts';
import { rawValuesOf } from './fixtures/arbitrary-product.test-helper.ts';
import { kitPoints } from './fixtures/field-vectors.test-helper.ts';
import { toPublicValue } from './point-value.ts';
import { compileStatusLayout } from './status-layout.ts';

const productKey = '0123456789abcdef0123456789abcdef';

function parseOrRefuse(document: unknown): ProductDefinition | undefined {
  try {
    return parseProductDefinition(document, productKey);
  } catch (error) {
    if (error instanceof QiyunError && error.code === '5002') return undefined;
    throw error;
  }
}

interface Change {
  readonly id: number;
  readonly key: string;
  readonly value: unknown;
}

/** The kit's definition with some members replaced; `a.b` is a member of a member. */
function changedKit(protocolType: ProtocolType, changes: readonly Change[]): object {
  const document = JSON.parse(JSON.stringify(sketchDefinition('试验品', protocolType, kitPoints)));
  for (const { id, key, value } of changes) {
    const [outer = '', inner] = key.split('.');
    const attr = document.entities[0].attrs[id];
    if (inner === undefined) attr[outer] = value;
    else if (typeof attr[outer] === 'object' && attr[outer] !== null) attr[outer][inner] = value;
  }
  return document;
}

const protocolType = fc.constantFrom<ProtocolType>('standard', 'var_len');
const id = fc.nat(kitPoints.length - 1);
const place = fc.record({
  id,
  key: fc.constantFrom('position.byte_offset', 'position.bit_offset', 'position.len'),
  value: fc.nat(24),
});
const anything = fc.record({
  id,
  key: fc.constantFrom(
    'id',
    'name',
    'data_type',
    'type',
    'enum',
    'uint_spec',
    'uint_spec.ratio',
    'position',
    'desc',
  ),
  value: fc.anything(),
});

test('any document is accepted or refused by a field, never more', () => {
  fc.assert(fc.property(fc.anything(), (document) => void parseOrRefuse(document)));
  fc.assert(
    fc.property(protocolType, fc.array(anything, { minLength: 1, maxLength: 3 }), (protocol, changes) => {
      parseOrRefuse(changedKit(protocol, changes));
    }),
  );
});

test('every definition that is accepted carries its values, wherever it puts them', () => {
  const accepted = fc
    .tuple(protocolType, fc.array(place, { maxLength: 3 }))
    .map(([protocol, changes]) => parseOrRefuse(changedKit(protocol, changes)))
    .filter((definition) => definition !== undefined);
  const withValues = accepted.chain((definition) =>
    fc.tuple(fc.constant(definition), rawValuesOf(definition.dataPoints)),
  );
  fc.assert(
    fc.property(withValues, ([definition, raws]) => {
      const layout = compileStatusLayout(definition);
      const shown = layout.fields.map((field) => [
        field.point.name,
        toPublicValue(field, raws.get(field.point.name)!),
      ]);
      const body = encodeStatus(layout, raws, 'report').subarray(1);
      expect(decodeReport(layout, body)).toEqual(Object.fromEntries(shown));
    }),
    { numRuns: 300 },
  );
});
