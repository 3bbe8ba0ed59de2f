import type { DataPoint } from './data-point.ts';
import { isBitPoint } from './data-point.ts';
import { invalidField } from './errors.ts';
import { dataPointTypes } from './parse-data-point.ts';
import type { ByteRange } from './standard-placement.ts';
import { placeStandardPoints } from './standard-placement.ts';

interface Neighbour extends ByteRange {
  readonly point: DataPoint;
}

/**
 * Refuses a standard product whose points share bits or bytes, or do not stand in the order writable, readonly,
 * alert, fault: a control carries the writable points as one run from the first byte (p0-payload.md §3.2).
 * @throws QiyunError 5002 naming the point's position
 */
export function checkStandardPlacement(dataPoints: readonly DataPoint[], attrsPath: string): void {
  const ranges = placeStandardPoints(dataPoints);
  const placed = dataPoints.map((point, id) => ({ point, ...ranges[id]! }));
  const inByteOrder = placed.toSorted((a, b) => a.start - b.start || bitOffsetOf(a) - bitOffsetOf(b));
  refusePair(placed, attrsPath, (before, after) =>
    typeRank(after.point) < typeRank(before.point)
      ? ['type', `${after.point.type} may not follow ${before.point.type}`]
      : undefined,
  );
  refusePair(inByteOrder, attrsPath, (before, after) => {
    const name = before.point.name;
    if (typeRank(after.point) < typeRank(before.point))
      return ['position.byte_offset', `lies behind ${name}`];
    if (!sharesBlock(before, after)) {
      return after.start < before.end ? ['position.byte_offset', `overlaps ${name}`] : undefined;
    }
    const bitEnd = before.point.position.bitOffset + before.point.position.len;
    return bitOffsetOf(after) < bitEnd ? ['position.bit_offset', `overlaps ${name}`] : undefined;
  });
}

type Complaint = readonly [field: string, reason: string];

function refusePair(
  points: readonly Neighbour[],
  attrsPath: string,
  complain: (before: Neighbour, after: Neighbour) => Complaint | undefined,
): void {
  for (const [index, after] of points.entries()) {
    const complaint = index > 0 && complain(points[index - 1]!, after);
    if (complaint) throw invalidField(`${attrsPath}[${after.point.id}].${complaint[0]}`, complaint[1]);
  }
}

function sharesBlock(before: Neighbour, after: Neighbour): boolean {
  const areBits = isBitPoint(before.point) && isBitPoint(after.point);
  return areBits && before.point.type === after.point.type && before.start === after.start;
}

function bitOffsetOf({ point }: Neighbour): number {
  return point.position.bitOffset;
}

function typeRank(point: DataPoint): number {
  return dataPointTypes.indexOf(point.type);
}
