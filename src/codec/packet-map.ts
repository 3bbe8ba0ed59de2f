import type { DataPoint } from '../model/data-point.ts';
import { bitAddress } from './bits.ts';
import type { StatusField, StatusLayout } from './status-layout.ts';

/** A data point's place in a packet, whose first byte is the one after the action. Addresses of bits as in bits.ts. */
export interface MappedPoint {
  readonly point: DataPoint;
  /** Undefined in a packet without flags. */
  readonly flagBit: number | undefined;
  /** Address of the lowest bit of a point that is sent as bits. */
  readonly lowBit: number | undefined;
  readonly bitCount: number;
  /** Of the value's bytes, or of the whole bit block the point is part of. */
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
}

/** What is where in a packet between server and device. */
export interface PacketMap {
  readonly flagBytes: number;
  readonly bytes: number;
  readonly points: readonly MappedPoint[];
}

/** A report of all data points (p0-payload.md §3.2, §3.3): of a standard product without flags. */
export function mapStatus(layout: StatusLayout): PacketMap {
  const isStandard = layout.protocolType === 'standard';
  const cut = isStandard ? layout.flagBytes : 0;
  return {
    flagBytes: layout.flagBytes - cut,
    bytes: layout.imageBytes - cut,
    points: layout.fields.map((field) => {
      const point = shifted(field, cut);
      return isStandard ? { ...point, flagBit: undefined } : point;
    }),
  };
}

/** A control of all writable data points, of a var_len product the longest one: it may carry fewer. */
export function mapControl(layout: StatusLayout): PacketMap {
  const writable = layout.fields.filter(({ point }) => point.type === 'status_writable');
  if (layout.protocolType === 'var_len') return mapVarLenControl(layout.flagBytes, writable);
  const cut = layout.flagBytes - layout.writableFlagBytes;
  return {
    flagBytes: layout.writableFlagBytes,
    bytes: layout.writableEnd - cut,
    points: writable.map((field) => shifted(field, cut)),
  };
}

function mapVarLenControl(flagBytes: number, writable: readonly StatusField[]): PacketMap {
  const bitCount = writable.reduce((sum, field) => sum + field.bitCount, 0);
  const segmentEnd = flagBytes + Math.ceil(bitCount / 8);
  let bitOffset = 0;
  let bytes = segmentEnd;
  const points = writable.map((field) => {
    const { point, flagBit, isBits } = field;
    if (!isBits) {
      const start = bytes;
      bytes += field.end - field.start;
      return { point, flagBit, lowBit: undefined, bitCount: 0, start, end: bytes };
    }
    const lowBit = bitAddress(segmentEnd, bitOffset);
    bitOffset += field.bitCount;
    return { point, flagBit, lowBit, bitCount: field.bitCount, start: flagBytes, end: segmentEnd };
  });
  return { flagBytes, bytes, points };
}

/** A field of the image in a packet that begins `cut` bytes later. */
function shifted(field: StatusField, cut: number): MappedPoint {
  const { point, flagBit, isBits, lowBit, bitCount, start, end } = field;
  return {
    point,
    flagBit: flagBit - 8 * cut,
    lowBit: isBits ? lowBit - 8 * cut : undefined,
    bitCount,
    start: start - cut,
    end: end - cut,
  };
}
