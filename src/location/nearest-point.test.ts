import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NearestPoint, type Point } from './nearest-point.ts';

const point = fc.record({
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
});

/** The haversine formula: another way to the same distance. */
function haversineKm(one: Point, other: Point): number {
  const [north, otherNorth] = [one.latitude, other.latitude].map((degrees) => (degrees * Math.PI) / 180);
  const east = ((other.longitude - one.longitude) * Math.PI) / 180;
  const square =
    Math.sin((otherNorth! - north!) / 2) ** 2 +
    Math.cos(north!) * Math.cos(otherNorth!) * Math.sin(east / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(square)));
}

test('no point is nearer than the one found, and its distance is the one on the ground', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 20 }), point, (points, from) => {
      const { index, distanceKm } = new NearestPoint(points).find(from)!;
      expect(distanceKm).toBeCloseTo(haversineKm(points[index]!, from), 1);
      for (const other of points) expect(haversineKm(other, from)).toBeGreaterThan(distanceKm - 0.1);
    }),
  );
});

test('the other side of the date line is near', () => {
  const { distanceKm } = new NearestPoint([{ longitude: 179.9, latitude: 0 }]).find({
    longitude: -179.9,
    latitude: 0,
  })!;
  expect(distanceKm).toBeCloseTo(22.2, 1);
});

test('among no points none is nearest', () => {
  expect(new NearestPoint([]).find({ longitude: 0, latitude: 0 })).toBeUndefined();
});
