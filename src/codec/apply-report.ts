import type { DataPoint } from '../model/data-point.ts';
import { isAlarm } from '../model/data-point.ts';
import { isBitSet, readBits, setBit, writeBits } from './bits.ts';
import { Malformed } from './malformed.ts';
import type { StatusField, StatusLayout } from './status-layout.ts';

/** An alert or fault that has just been raised or cleared. */
export interface AlarmEdge {
  readonly point: DataPoint;
  readonly active: boolean;
}

/** `short`: the body ends before the first point, or a var_len body before all points it flags. */
export type MalformedBody = Malformed<'short'>;

const shortBody: MalformedBody = new Malformed('short');
const noEdges: readonly AlarmEdge[] = Object.freeze([]);

/**
 * Brings a device's status image up to date with a status body, that is P0 without its action byte, and tells which
 * alarms changed, by id. An unknown alarm counts as off. Bytes after the last point are ignored; a standard body that ends
 * early carries the points wholly inside it. A malformed body leaves the image as it was.
 */
export function applyReport(
  layout: StatusLayout,
  image: Buffer,
  body: Buffer,
): readonly AlarmEdge[] | MalformedBody {
  if (layout.protocolType === 'standard' || carriesAllPoints(layout, body))
    return applyRegion(layout, image, body);
  const packed = packedEnds(layout, body);
  if (packed === undefined || packed.bodyEnd > body.length) return shortBody;
  return body.length === layout.imageBytes && packed.bodyEnd < body.length
    ? applyFlaggedOfAll(layout, image, body)
    : applyFlagged(layout, image, { body, segmentEnd: packed.segmentEnd });
}

/**
 * Some modules answer every set of flags with the values of all points behind it (p0-payload.md §3.3, the real device
 * quirk). A body of exactly that length is one of theirs: packed, it would be shorter.
 */
function applyFlaggedOfAll(layout: StatusLayout, image: Buffer, body: Buffer): readonly AlarmEdge[] {
  const edges: AlarmEdge[] = [];
  for (const field of layout.fields) {
    if (!isBitSet(body, field.flagBit)) continue;
    setBit(image, field.flagBit);
    const edge = field.isBits
      ? takeBits(image, field, readBits(body, field.lowBit, field.bitCount))
      : undefined;
    if (edge) edges.push(edge);
    if (!field.isBits) body.copy(image, field.start, field.start, field.end);
  }
  return edges.length > 0 ? edges : noEdges;
}

function carriesAllPoints(layout: StatusLayout, body: Buffer): boolean {
  if (body.length < layout.imageBytes) return false;
  for (let at = 0; at < layout.flagBytes; at++) {
    const flags = layout.allFlags[at]!;
    // Modules set the bits beyond the last point, too.
    if ((body[at]! & flags) !== flags) return false;
  }
  return true;
}

/** A body whose points lie as in the image: a standard one, or a var_len one that carries all points. */
function applyRegion(
  layout: StatusLayout,
  image: Buffer,
  body: Buffer,
): readonly AlarmEdge[] | MalformedBody {
  const { bodyShift, flagBytes } = layout;
  const end = endOfWholePoints(layout, body.length + bodyShift);
  if (end === flagBytes) return shortBody;
  const edges = hasAlarmChange(layout, image, body) ? regionEdges(layout, image, body) : noEdges;
  if (end === layout.imageBytes) layout.allFlags.copy(image);
  else for (const field of layout.fields) if (field.end <= end) setBit(image, field.flagBit);
  body.copy(image, flagBytes, flagBytes - bodyShift, end - bodyShift);
  return edges;
}

/** Image offset up to which there are only points that end before `bodyEnd`. */
function endOfWholePoints(layout: StatusLayout, bodyEnd: number): number {
  if (bodyEnd >= layout.imageBytes) return layout.imageBytes;
  let end = layout.flagBytes;
  for (const field of layout.fields) if (field.end <= bodyEnd && field.end > end) end = field.end;
  return end;
}

/** May be wrongly true for a body that ends early, never wrongly false. */
function hasAlarmChange(layout: StatusLayout, image: Buffer, body: Buffer): boolean {
  const { alarmBytes, bodyShift } = layout;
  for (let i = 0; i < alarmBytes.length; i++) {
    const { offset, mask } = alarmBytes[i]!;
    if (((image[offset]! ^ body[offset - bodyShift]!) & mask) !== 0) return true;
  }
  return false;
}

function regionEdges(layout: StatusLayout, image: Buffer, body: Buffer): readonly AlarmEdge[] {
  const edges: AlarmEdge[] = [];
  for (const field of layout.alarmFields) {
    if (field.end - layout.bodyShift > body.length) continue;
    const active = isBitSet(body, field.lowBit - 8 * layout.bodyShift);
    if (active !== isBitSet(image, field.lowBit)) edges.push({ point: field.point, active });
  }
  return edges.length > 0 ? edges : noEdges;
}

/** A var_len body that carries some of the points: `flags | bit segment | values` (p0-payload.md §3.3). */
function applyFlagged(
  layout: StatusLayout,
  image: Buffer,
  { body, segmentEnd }: { body: Buffer; segmentEnd: number },
): readonly AlarmEdge[] {
  let edges: AlarmEdge[] | undefined;
  let lowBit = 8 * segmentEnd - 1;
  let at = segmentEnd;
  for (const field of layout.fields) {
    if (!isBitSet(body, field.flagBit)) continue;
    setBit(image, field.flagBit);
    if (field.isBits) {
      const edge = takeBits(image, field, readBits(body, lowBit, field.bitCount));
      if (edge !== undefined) {
        edges ??= [];
        edges.push(edge);
      }
      lowBit -= field.bitCount;
    } else {
      // Values are a few bytes each: a loop is several times faster than Buffer.copy.
      for (let to = field.start; to < field.end; to++) image[to] = body[at++]!;
    }
  }
  return edges ?? noEdges;
}

/** Where the bit segment and the values of the flagged points end; undefined if not even the flags are there. */
function packedEnds(layout: StatusLayout, body: Buffer): { segmentEnd: number; bodyEnd: number } | undefined {
  if (body.length < layout.flagBytes) return undefined;
  let bitCount = 0;
  let valueBytes = 0;
  for (const field of layout.fields) {
    if (!isBitSet(body, field.flagBit)) continue;
    if (field.isBits) bitCount += field.bitCount;
    else valueBytes += field.end - field.start;
  }
  const segmentEnd = layout.flagBytes + ((bitCount + 7) >> 3);
  return { segmentEnd, bodyEnd: segmentEnd + valueBytes };
}

/** Writes the bits of one point, and tells if that point is an alarm that changed by it. */
function takeBits(image: Buffer, field: StatusField, value: number): AlarmEdge | undefined {
  const { point } = field;
  const changed = isAlarm(point) && (value === 1) !== isBitSet(image, field.lowBit);
  writeBits(image, field, value);
  return changed ? { point, active: value === 1 } : undefined;
}
