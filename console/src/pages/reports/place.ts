/** A country, region or city, what was counted there in the order of the measures, and what is inside it. */
export interface Place {
  readonly name: string;
  readonly values: readonly number[];
  readonly places: readonly Place[];
}

/** Country, region, city; the later ones empty for what is larger. */
export interface PlacePath {
  readonly country: string;
  readonly region: string;
  readonly city: string;
}

interface PlaceNode {
  readonly count: number | Readonly<Record<string, number>>;
}

/** What a place has of its own; all other keys are places inside it. */
const ownMembers = new Set(['count', 'detail']);

/**
 * The places of a report's `location`, those with the most first.
 * @param measures names inside `count`; left out where it is a number
 */
export function readPlaces(tree: object, measures?: readonly string[]): Place[] {
  const places = Object.entries(tree).filter(([name]) => !ownMembers.has(name));
  return places.map(([name, node]) => readPlace(name, node, measures)).sort(byMost);
}

function readPlace(name: string, node: PlaceNode | number, measures?: readonly string[]): Place {
  // In devices/locations a city is its number.
  const count = typeof node === 'number' ? node : node.count;
  const values = typeof count === 'number' ? [count] : (measures ?? []).map((measure) => count[measure] ?? 0);
  return { name, values, places: typeof node === 'number' ? [] : readPlaces(node, measures) };
}

const byMost = (a: Place, b: Place) => b.values[0]! - a.values[0]! || (a.name < b.name ? -1 : 1);

/** What was counted at a place; nothing where it is in no branch. */
export function placeAt(places: readonly Place[], { country, region, city }: PlacePath): Place | undefined {
  let inside = places;
  let found: Place | undefined;
  for (const name of [country, region, city].filter(Boolean)) {
    found = inside.find((place) => place.name === name);
    if (!found) return undefined;
    inside = found.places;
  }
  return found;
}

/** Every place with the way to it, larger ones before what is inside them. */
export function placePaths(
  places: readonly Place[],
  way: readonly string[] = [],
): (PlacePath & { place: Place })[] {
  return places.flatMap((place) => {
    const [country = '', region = '', city = ''] = [...way, place.name];
    return [{ country, region, city, place }, ...placePaths(place.places, [...way, place.name])];
  });
}

/** Places of several answers as one, each with the sum. */
export function sumPlaces(all: readonly (readonly Place[])[]): Place[] {
  const byName = new Map<string, Place[]>();
  for (const place of all.flat()) byName.set(place.name, [...(byName.get(place.name) ?? []), place]);
  const sums = [...byName].map(([name, same]): Place => {
    const values = same[0]!.values.map((_, index) =>
      same.reduce((sum, each) => sum + each.values[index]!, 0),
    );
    return { name, values, places: sumPlaces(same.map(({ places }) => places)) };
  });
  return sums.sort(byMost);
}

const barsMax = 15;

/** The regions with the most, or the countries where no region is known, each with its country's name. */
export function topRegions(places: readonly Place[]): { name: string; values: readonly number[] }[] {
  const regions = places.flatMap((country) =>
    country.places.length === 0
      ? [country]
      : country.places.map(({ name, values }) => ({
          name: places.length > 1 ? `${name}, ${country.name}` : name,
          values,
        })),
  );
  return regions.sort((a, b) => b.values[0]! - a.values[0]!).slice(0, barsMax);
}
