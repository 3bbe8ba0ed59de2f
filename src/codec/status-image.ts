import type { DataPoint } from '../model/data-point.ts';
import { isBitSet, readBits, setBit, writeBits } from './bits.ts';
import type { StatusField, StatusLayout } from './status-layout.ts';

/** A point's value as on the wire: bool, enum and uint as a number, binary as bytes. */
export type RawValue = number | Buffer;

/** The image of a device of which nothing is known. Points that are unknown have zeros for a value in every image. */
export function createStatusImage(layout: StatusLayout): Buffer {
  return Buffer.alloc(layout.imageBytes);
}

export function isKnown(image: Buffer, field: StatusField): boolean {
  return isBitSet(image, field.flagBit);
}

/** The value of a binary point shares memory with the image. */
export function readField(image: Buffer, field: StatusField): RawValue {
  if (field.isBits) return readBits(image, field.lowBit, field.bitCount);
  if (field.point.dataType === 'binary') return image.subarray(field.start, field.end);
  return image.readUIntBE(field.start, field.end - field.start);
}

/** Writes the value and marks the point known. A binary value may be shorter than the point: zeros follow it. */
export function writeField(image: Buffer, field: StatusField, raw: RawValue): void {
  setBit(image, field.flagBit);
  if (typeof raw !== 'number') image.fill(0, field.start, field.end).set(raw, field.start);
  else if (field.isBits) writeBits(image, field, raw);
  else image.writeUIntBE(raw, field.start, field.end - field.start);
}

/** Alerts and faults that are on now, by id. */
export function activeAlarms(layout: StatusLayout, image: Buffer): DataPoint[] {
  return layout.alarmFields.filter((field) => isBitSet(image, field.lowBit)).map(({ point }) => point);
}

/**
 * What stays known of a device when its product gets another definition: the points that have the same name, data
 * type and size in both.
 */
export function rebaseImage(oldLayout: StatusLayout, oldImage: Buffer, newLayout: StatusLayout): Buffer {
  const image = createStatusImage(newLayout);
  for (const field of newLayout.fields) {
    const old = oldLayout.fieldsByName.get(field.point.name);
    if (old === undefined || !isSameKind(old.point, field.point) || !isKnown(oldImage, old)) continue;
    writeField(image, field, readField(oldImage, old));
  }
  return image;
}

function isSameKind(a: DataPoint, b: DataPoint): boolean {
  return a.dataType === b.dataType && a.position.len === b.position.len;
}
