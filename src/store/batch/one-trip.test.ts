import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { runInOneTrip, type Statement } from './one-trip.ts';

let store: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  store = await createTestDatabase(Date.now());
  client = new pg.Client(store.connection);
  await client.connect();
  await client.query('create table note (id int primary key, word text)');
});
afterEach(async () => {
  await client.end();
  await store.drop();
});

const insert = (id: number, word: string): Statement => ({
  name: 'insert_note',
  text: 'insert into note values ($1, $2)',
  values: [String(id), word],
});
const copy = (lines: string): Statement => ({
  name: 'copy_note',
  text: 'copy note from stdin',
  copyData: Buffer.from(lines),
});

test('statements and copies take effect in their order, again and again on one connection', async () => {
  await runInOneTrip(client, [insert(1, 'a'), copy('2\tb\n3\tc\n'), insert(4, 'd')]);
  await runInOneTrip(client, [copy('5\te\n'), insert(6, 'f')]);
  expect(await words()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('of a trip in which one statement is refused nothing happens, and the connection goes on', async () => {
  await expect(runInOneTrip(client, [insert(1, 'a'), insert(1, 'b'), copy('2\tc\n')])).rejects.toMatchObject({
    code: '23505',
  });
  await expect(runInOneTrip(client, [insert(1, 'a'), copy('2\tb\n2\tc\n')])).rejects.toMatchObject({
    code: '23505',
  });
  expect(await words()).toEqual([]);
  await runInOneTrip(client, [insert(1, 'a'), copy('2\tb\n')]);
  expect(await words()).toEqual(['a', 'b']);
});

test('data that a copy refuses does not end the connection', async () => {
  await expect(
    runInOneTrip(client, [copy('no number\n'.repeat(10_000)), insert(1, 'a')]),
  ).rejects.toMatchObject({ code: '22P02' });
  await runInOneTrip(client, [insert(1, 'a')]);
  expect(await words()).toEqual(['a']);
});

test('what is refused only at the commit is not reported as done', async () => {
  await client.query('alter table note add unique (word) deferrable initially deferred');
  await expect(runInOneTrip(client, [insert(1, 'a'), insert(2, 'a')])).rejects.toMatchObject({
    code: '23505',
  });
  expect(await words()).toEqual([]);
});

test('trips sent behind one another take effect in their order, each a transaction of its own', async () => {
  const trips = [
    runInOneTrip(client, [insert(1, 'a')]),
    runInOneTrip(client, [insert(2, 'b'), insert(1, 'c')]),
    runInOneTrip(client, [copy('3\td\n')]),
    runInOneTrip(client, [insert(2, 'e')]),
  ];
  const outcomes = await Promise.allSettled(trips);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(await words()).toEqual(['a', 'e', 'd']);
});

test('a connection that breaks is told to every trip that has not been answered', async () => {
  client.on('error', () => {});
  await runInOneTrip(client, [insert(1, 'a')]);
  const trips = [2, 3, 4].map((id) => runInOneTrip(client, [insert(id, 'b')]));
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  const outcomes = await Promise.allSettled(trips);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});

async function words(): Promise<string[]> {
  const { rows } = await client.query<{ word: string }>('select word from note order by id');
  return rows.map(({ word }) => word);
}
