import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../../test/test-database.ts';
import { Database } from './database.ts';

/** A port of this machine at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('how long the database has been steady', () => {
  it('is counted from the last time that it could not be reached', async () => {
    const database = new Database({ host: '127.0.0.1', port: await closedPort() });
    onTestFinished(() => database.close());
    expect(database.steadyForMs).toBe(Number.POSITIVE_INFINITY);
    await expect(database.query('select')).rejects.toMatchObject({ status: 503 });
    expect(database.steadyForMs).toBeLessThan(60_000);
  });

  it('is for ever while it only refuses statements', async () => {
    const { database, drop } = await createTestDatabase();
    onTestFinished(drop);
    await expect(database.query('select 1 / 0')).rejects.toMatchObject({ code: '22012' });
    expect(database.steadyForMs).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a connection that breaks during a transaction', () => {
  it('fails the transaction, not the process, and the next one has another connection', async () => {
    const { database, drop } = await createTestDatabase();
    onTestFinished(drop);
    const broken = database.transaction(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await database.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
      // The end of the connection has been noticed by then.
      await database.query('select pg_sleep(0.2)');
      await tx.query('select');
    });
    await expect(broken).rejects.toMatchObject({ status: 503 });
    await expect(database.transaction(async (tx) => (await tx.query('select')).rowCount)).resolves.toBe(1);
  });
});
