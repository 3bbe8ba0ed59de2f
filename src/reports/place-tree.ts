/** A place; parts of it that are not known are empty texts, as in the table `place`. */
export interface PlaceNames {
  readonly country: string;
  readonly region: string;
  readonly city: string;
}

/** Places, those of one region and one country beside each other, and what was counted at each. One may be there more than once. */
export interface Placed<Value> {
  readonly places: readonly PlaceNames[];
  readonly values: readonly Value[];
}

export interface PlaceTree {
  readonly [name: string]: unknown;
}

interface NodeViews<Value> {
  /** A country's or region's own members, such as `{count: 3}`, from everything counted inside it. */
  readonly node: (values: readonly Value[]) => object;
  /** What a city is; left out: what a country would be. */
  readonly city?: (values: readonly Value[]) => unknown;
}

const levels = ['country', 'region', 'city'] as const;

/**
 * Country → region → city, each with its own members and then what is inside it as further keys (contract.md §5, location
 * trees). What is nowhere is in no branch; what is in a country but in no known region counts for the country alone.
 * A place that has the name of an own member is left out.
 */
export function placeTree<Value>(
  { places, values }: Placed<Value>,
  { node, city = node }: NodeViews<Value>,
): PlaceTree {
  const grow = (tree: Record<string, unknown>, [from, to]: Range, depth: number): PlaceTree => {
    const level = levels[depth]!;
    for (let start = from, end = from; start < to; start = end) {
      const name = places[start]![level];
      while (end < to && places[end]![level] === name) end++;
      if (name === '' || name in tree) continue;
      const inside = values.slice(start, end);
      tree[name] = level === 'city' ? city(inside) : grow(branch(node(inside)), [start, end], depth + 1);
    }
    return tree;
  };
  return grow(branch({}), [0, places.length], 0);
}

/** The first, and the one after the last. */
type Range = readonly [from: number, to: number];

/** Any name is a key like others there. An object that was created with null is slow to fill, and slower to write as JSON. */
class Branch {
  readonly [name: string]: unknown;
}
Object.setPrototypeOf(Branch.prototype, null);
Reflect.deleteProperty(Branch.prototype, 'constructor');

function branch(members: object): Record<string, unknown> {
  return Object.assign(new Branch(), members);
}
