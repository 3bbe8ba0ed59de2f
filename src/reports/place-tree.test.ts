import { expect, test } from 'vitest';
import { placeTree } from './place-tree.ts';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const node = (values: readonly number[]) => ({ count: sum(values) });

const rows = [
  { country: 'China', region: 'Guangdong', city: 'Guangzhou', value: 3 },
  { country: 'China', region: 'Guangdong', city: 'Shenzhen', value: 1 },
  { country: 'China', region: 'Guangdong', city: '', value: 10 },
  { country: 'China', region: '', city: '', value: 100 },
  { country: '', region: '', city: '', value: 1000 },
];

const placed = (counted: typeof rows) => ({ places: counted, values: counted.map(({ value }) => value) });

test('every level counts what is inside it, unknown parts included, and what is nowhere is left out', () => {
  expect(JSON.stringify(placeTree(placed(rows), { node }))).toBe(
    '{"China":{"count":114,"Guangdong":{"count":14,"Guangzhou":{"count":3},"Shenzhen":{"count":1}}}}',
  );
});

test('cities are what they are told to be', () => {
  expect(placeTree(placed(rows.slice(0, 2)), { node, city: sum })).toEqual({
    China: { count: 4, Guangdong: { count: 4, Guangzhou: 3, Shenzhen: 1 } },
  });
});

test('no place can take the name of a count, or break the tree', () => {
  const odd = [
    { country: '__proto__', region: 'count', city: 'constructor', value: 2 },
    { country: '__proto__', region: '__proto__', city: '', value: 3 },
  ];
  expect(JSON.stringify(placeTree(placed(odd), { node }))).toBe(
    '{"__proto__":{"count":5,"__proto__":{"count":3}}}',
  );
});
