/** A country, region or city with what is in it, those with the most devices first. */
export interface Place {
  /** Empty where it is not known. */
  readonly name: string;
  readonly total: number;
  readonly online: number;
  readonly parts: readonly Place[];
}

interface CountedPlace {
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
  readonly total: number;
  readonly online: number;
}

const levels = ['country', 'region', 'city'] as const;

/** Countries with their regions with their cities. */
export function treeOfPlaces(counted: readonly CountedPlace[]): Place[] {
  return placesOf(counted, 0);
}

function placesOf(counted: readonly CountedPlace[], depth: number): Place[] {
  const level = levels[depth];
  if (!level) return [];
  const byName = Map.groupBy(counted, (place) => place[level] ?? '');
  const places = [...byName].map(([name, inside]) => ({
    name,
    total: sumOf(inside, 'total'),
    online: sumOf(inside, 'online'),
    // What is not known of a place says nothing about its parts.
    parts: inside.every((place) => place[levels[depth + 1] ?? level] === null)
      ? []
      : placesOf(inside, depth + 1),
  }));
  return places.toSorted((a, b) => b.total - a.total);
}

function sumOf(places: readonly CountedPlace[], figure: 'total' | 'online'): number {
  return places.reduce((sum, place) => sum + place[figure], 0);
}
