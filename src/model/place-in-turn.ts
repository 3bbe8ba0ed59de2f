import type { DataPointType, Position } from './data-point.ts';

/** A data point that has no place yet: its `position` without the offsets. */
export interface UnplacedPoint extends Pick<Position, 'len' | 'unit'> {
  readonly type: DataPointType;
}

/**
 * Places for the points of a standard product, as the vendor's console gives them: type after type in the order in which
 * these come, of each the bits as one block and then the bytes.
 * @param points those of one type beside each other
 */
export function placeInTurn(points: readonly UnplacedPoint[]): Position[] {
  const positions: Position[] = [];
  let byteOffset = 0;
  for (const type of new Set(points.map((point) => point.type))) {
    const ids = [...points.keys()].filter((id) => points[id]!.type === type);
    let bitOffset = 0;
    for (const id of ids.filter((bitId) => points[bitId]!.unit === 'bit')) {
      const { len, unit } = points[id]!;
      positions[id] = { byteOffset, bitOffset, len, unit };
      bitOffset += len;
    }
    byteOffset += Math.ceil(bitOffset / 8);
    for (const id of ids.filter((byteId) => points[byteId]!.unit === 'byte')) {
      const { len, unit } = points[id]!;
      positions[id] = { byteOffset, bitOffset: 0, len, unit };
      byteOffset += len;
    }
  }
  return positions;
}
