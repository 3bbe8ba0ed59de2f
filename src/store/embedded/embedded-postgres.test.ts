import pg from 'pg';
import { expect, inject, test } from 'vitest';

test('the server of the test run answers on the provided connection', async () => {
  const client = new pg.Client(inject('database'));
  await client.connect();
  const { rows } = await client.query(
    "select current_setting('fsync') as fsync, current_setting('data_checksums') as checksums",
  );
  await client.end();
  expect(rows).toEqual([{ fsync: 'on', checksums: 'on' }]);
});
