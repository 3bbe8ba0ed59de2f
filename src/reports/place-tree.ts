/** Something counted at a place; parts of the place that are not known are empty texts, as in the table `place`. */
export interface Placed<Value> {
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly value: Value;
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
 * Country → region → city, each with its own members and what is inside it as further keys, all in the order of their
 * names (contract.md §5, location trees). What is nowhere is in no branch; what is in a country but in no known region
 * counts for the country alone. Own members win over a place that has the name of one.
 */
export function placeTree<Value>(
  rows: readonly Placed<Value>[],
  { node, city = node }: NodeViews<Value>,
): PlaceTree {
  const branches = (inside: readonly Placed<Value>[], depth: number): PlaceTree => {
    const level = levels[depth];
    if (!level) return {};
    return Object.fromEntries(
      groupBy(inside, level).map(([name, group]) => {
        const values = group.map(({ value }) => value);
        if (level === 'city') return [name, city(values)];
        const own = node(values);
        return [name, { ...own, ...branches(group, depth + 1), ...own }];
      }),
    );
  };
  return branches(rows, 0);
}

function groupBy<Value>(
  rows: readonly Placed<Value>[],
  level: (typeof levels)[number],
): [name: string, rows: Placed<Value>[]][] {
  const groups = new Map<string, Placed<Value>[]>();
  for (const row of rows) {
    const group = groups.get(row[level]);
    if (group) group.push(row);
    else groups.set(row[level], [row]);
  }
  groups.delete('');
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
