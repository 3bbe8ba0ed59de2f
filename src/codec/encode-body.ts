import { writeBits } from './bits.ts';
import { isKnown, readField } from './status-image.ts';
import type { StatusLayout } from './status-layout.ts';

/** A var_len body with the image's known points: `flags | bit segment | values` (p0-payload.md §3.3). */
export function encodeFlaggedBody(layout: StatusLayout, image: Buffer): Buffer {
  const known = layout.fields.filter((field) => isKnown(image, field));
  const bitFields = known.filter(({ isBits }) => isBits);
  const bitCount = bitFields.reduce((sum, field) => sum + field.bitCount, 0);
  const segment = Buffer.alloc(Math.ceil(bitCount / 8));
  let lowBit = 8 * segment.length - 1;
  for (const field of bitFields) {
    writeBits(segment, { lowBit, bitCount: field.bitCount }, readField(image, field) as number);
    lowBit -= field.bitCount;
  }
  const values = known.filter(({ isBits }) => !isBits).map(({ start, end }) => image.subarray(start, end));
  return Buffer.concat([image.subarray(0, layout.flagBytes), segment, ...values]);
}
