import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { boolArray, byteaArray, int4Array, int8Array, textArray, timestampArray } from './binary-array.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const moments = [Date.parse('1999-12-31T23:59:59.999Z'), Date.parse('2026-11-22T19:44:00.123Z'), undefined];

test.each([
  [
    'int8',
    int8Array([0, 1, -1, 2 ** 32, 2 ** 32 - 1, -(2 ** 32), 2 ** 53 - 1]),
    [0, 1, -1, 2 ** 32, 2 ** 32 - 1, -(2 ** 32), 2 ** 53 - 1],
  ],
  ['int4', int4Array([0, -5, undefined, 2 ** 31 - 1]), [0, -5, null, 2 ** 31 - 1]],
  ['bool', boolArray([true, false, undefined]), [true, false, null]],
  ['text', textArray(['', '温室 "a",{b}', undefined]), ['', '温室 "a",{b}', null]],
  [
    'bytea',
    byteaArray([Buffer.alloc(0), Buffer.from('00ff', 'hex'), undefined]),
    [Buffer.alloc(0), Buffer.from('00ff', 'hex'), null],
  ],
  ['timestamptz', timestampArray(moments), [moments[0], moments[1], null]],
])('an array of %s arrives in PostgreSQL as it was', async (type, parameter, expected) => {
  const { rows } = await db.database.query<{ value: unknown }>(
    `select value from unnest($1::${type}[]) as u(value)`,
    [parameter],
  );
  expect(rows.map((row) => row.value)).toEqual(expected);
});

test('an empty array is an empty array', async () => {
  const { rows } = await db.database.query('select cardinality($1::int8[]) as count', [int8Array([])]);
  expect(rows[0]).toEqual({ count: 0 });
});
