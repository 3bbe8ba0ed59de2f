import { isKnown, readField } from '../codec/status-image.ts';
import type { StatusField } from '../codec/status-layout.ts';
import { toReal } from '../model/scaling.ts';

/** The two data points with which the devices of a product say where they are. */
export interface PositionFields {
  readonly longitude: StatusField;
  readonly latitude: StatusField;
}

/** Degrees, north and east positive. */
export interface Position {
  readonly longitude: number;
  readonly latitude: number;
}

/** Some 50 m: less is what a receiver at rest reports, too. */
const leastMoveDegrees = 0.0005;

/**
 * Where the device says it is. Undefined while it has not said both, and for what is no position: out of range, or the
 * zeros that a receiver without a fix reports.
 */
export function readPosition({ longitude, latitude }: PositionFields, image: Buffer): Position | undefined {
  if (!isKnown(image, longitude) || !isKnown(image, latitude)) return undefined;
  const position = { longitude: degreesOf(longitude, image), latitude: degreesOf(latitude, image) };
  if (Math.abs(position.longitude) > 180 || Math.abs(position.latitude) > 90) return undefined;
  return position.longitude === 0 && position.latitude === 0 ? undefined : position;
}

export function hasMoved(from: Position | undefined, to: Position): boolean {
  return (
    from === undefined ||
    Math.abs(from.longitude - to.longitude) >= leastMoveDegrees ||
    Math.abs(from.latitude - to.latitude) >= leastMoveDegrees
  );
}

function degreesOf(field: StatusField, image: Buffer): number {
  return toReal(field.scaling!, readField(image, field) as number);
}
