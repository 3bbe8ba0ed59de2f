import type { DataPoint, ProtocolType } from '../model/data-point.ts';
import { isAlarm, isBitPoint } from '../model/data-point.ts';
import type { ProductDefinition } from '../model/product-definition.ts';
import type { Scaling } from '../model/scaling.ts';
import { compileScaling } from '../model/scaling.ts';
import type { ByteRange } from '../model/standard-placement.ts';
import { placeStandardPoints } from '../model/standard-placement.ts';
import { bitAddress, setBit } from './bits.ts';

/** A data point and its place in the status image. Offsets count from the image's first byte. */
export interface StatusField {
  readonly point: DataPoint;
  /** Address of the bit that says whether the point is known; of its flag in a var_len body, too. */
  readonly flagBit: number;
  readonly isBits: boolean;
  /** Of the value's bytes, or of the whole bit block the point is part of. */
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
  /** Of bit points. */
  readonly lowBit: number;
  readonly bitCount: number;
  /** Of uint points. */
  readonly scaling: Scaling | undefined;
}

/** Bits of alerts and faults within one byte of the image. */
export interface AlarmByte {
  readonly offset: number;
  readonly mask: number;
}

/**
 * A definition made ready for the codec, once per definition version. The status image it describes is
 * `known flags | region`. The flags are one big-endian integer with a bit per data point id. The region of a standard
 * product is `dev_status` as on the wire; that of a var_len product is bit segment and values as in a body that
 * carries all points. So an image is at once a full var_len body, and its tail a full standard one.
 */
export interface StatusLayout {
  readonly protocolType: ProtocolType;
  /** At index = id. */
  readonly fields: readonly StatusField[];
  readonly fieldsByName: ReadonlyMap<string, StatusField>;
  readonly alarmFields: readonly StatusField[];
  readonly alarmBytes: readonly AlarmByte[];
  readonly flagBytes: number;
  readonly imageBytes: number;
  /** Add to an offset in a full body to get the offset in the image. */
  readonly bodyShift: number;
  /** The flags when every point is known. */
  readonly allFlags: Buffer;
  /** Flag bytes of a standard control, which has flags for the writable points only. */
  readonly writableFlagBytes: number;
  /** One past the image's last byte that holds a writable point; of standard products. */
  readonly writableEnd: number;
}

export function compileStatusLayout(
  definition: Pick<ProductDefinition, 'protocolType' | 'dataPoints'>,
): StatusLayout {
  const { protocolType, dataPoints } = definition;
  const flagBytes = Math.ceil(dataPoints.length / 8);
  const places = protocolType === 'standard' ? placeStandard(dataPoints) : placeVarLen(dataPoints);
  const fields = dataPoints.map((point, id) => toField(point, places[id]!, flagBytes));
  const writable = fields.filter(({ point }) => point.type === 'status_writable');
  const alarmFields = fields.filter(({ point }) => isAlarm(point));
  return {
    protocolType,
    fields,
    fieldsByName: new Map(fields.map((field) => [field.point.name, field])),
    alarmFields,
    alarmBytes: toAlarmBytes(alarmFields),
    flagBytes,
    imageBytes: lastEnd(fields, flagBytes),
    bodyShift: protocolType === 'standard' ? flagBytes : 0,
    allFlags: toAllFlags(fields, flagBytes),
    writableFlagBytes: Math.ceil(writable.length / 8),
    writableEnd: lastEnd(writable, flagBytes),
  };
}

/** A place in the region, whose first byte is 0. */
interface Place extends ByteRange {
  readonly bitOffset: number;
}

function placeStandard(dataPoints: readonly DataPoint[]): Place[] {
  const ranges = placeStandardPoints(dataPoints);
  return dataPoints.map(({ position }, id) => ({ ...ranges[id]!, bitOffset: position.bitOffset }));
}

// p0-payload.md §3.3: one bit segment for all bool and enum points in id order, then the others in id order.
function placeVarLen(dataPoints: readonly DataPoint[]): Place[] {
  const bitCount = dataPoints.filter(isBitPoint).reduce((sum, { position }) => sum + position.len, 0);
  const segmentBytes = Math.ceil(bitCount / 8);
  let bitOffset = 0;
  let start = segmentBytes;
  return dataPoints.map((point) => {
    if (!isBitPoint(point)) {
      const place = { start, end: start + point.position.len, bitOffset: 0 };
      start = place.end;
      return place;
    }
    const place = { start: 0, end: segmentBytes, bitOffset };
    bitOffset += point.position.len;
    return place;
  });
}

function toField(point: DataPoint, place: Place, flagBytes: number): StatusField {
  const isBits = isBitPoint(point);
  const end = flagBytes + place.end;
  return {
    point,
    flagBit: bitAddress(flagBytes, point.id),
    isBits,
    start: flagBytes + place.start,
    end,
    lowBit: isBits ? bitAddress(end, place.bitOffset) : 0,
    bitCount: isBits ? point.position.len : 0,
    scaling: point.uintSpec && compileScaling(point.uintSpec),
  };
}

function toAlarmBytes(alarmFields: readonly StatusField[]): AlarmByte[] {
  const masks = new Map<number, number>();
  for (const { lowBit } of alarmFields) {
    const offset = lowBit >> 3;
    masks.set(offset, (masks.get(offset) ?? 0) | (0x80 >> (lowBit & 7)));
  }
  return [...masks].map(([offset, mask]) => ({ offset, mask }));
}

function toAllFlags(fields: readonly StatusField[], flagBytes: number): Buffer {
  const flags = Buffer.alloc(flagBytes);
  for (const { flagBit } of fields) setBit(flags, flagBit);
  return flags;
}

function lastEnd(fields: readonly StatusField[], flagBytes: number): number {
  return fields.reduce((end, field) => Math.max(end, field.end), flagBytes);
}
