import { type Static, Type } from 'typebox';
import { QiyunError } from '../model/errors.ts';
import type { Product } from '../store/catalog.ts';

/** The document of a product definition: `parseProductDefinition` has checked and completed it. */
export const definitionAnswer = Type.Object(
  {
    name: Type.String(),
    entities: Type.Array(Type.Unknown()),
    protocolType: Type.String(),
    product_key: Type.String(),
    packetVersion: Type.String(),
    ui: Type.Unknown(),
  },
  { additionalProperties: true },
);

/** @throws QiyunError 5402 for a product without data points */
export function definitionOf({ current }: Product): Static<typeof definitionAnswer> {
  if (!current) throw new QiyunError('5402');
  return current.definition.document as unknown as Static<typeof definitionAnswer>;
}
