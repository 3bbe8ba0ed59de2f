import type { DataPoint } from './data-point.ts';
import { isBitPoint } from './data-point.ts';

/** The bytes of `dev_status` a data point lives in: its own, or those of the whole bit block it is part of. */
export interface ByteRange {
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
}

/**
 * Byte ranges of a standard product's points, by id. Bool and enum points of one type that share a byte_offset form
 * one bit block, as many bytes long as its highest bit needs (p0-payload.md §3.2).
 */
export function placeStandardPoints(dataPoints: readonly DataPoint[]): ByteRange[] {
  const bitsByBlock = new Map<string, number>();
  for (const point of dataPoints.filter(isBitPoint)) {
    const block = blockOf(point);
    bitsByBlock.set(block, Math.max(bitsByBlock.get(block) ?? 0, bitEnd(point)));
  }
  return dataPoints.map((point) => {
    const start = point.position.byteOffset;
    const isBits = isBitPoint(point);
    const bytes = isBits ? Math.ceil(bitsByBlock.get(blockOf(point))! / 8) : point.position.len;
    return { start, end: start + bytes };
  });
}

function blockOf(point: DataPoint): string {
  return `${point.type}@${point.position.byteOffset}`;
}

function bitEnd(point: DataPoint): number {
  return point.position.bitOffset + point.position.len;
}
