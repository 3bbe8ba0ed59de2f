import pg from 'pg';
import { type Connection, clientConfig, type Queryable, type Transactions } from './database.ts';

/** Transactions on a connection of their own, which may take as long as they like. */
export function patientTransactions(connection: Connection): Transactions {
  return {
    transaction: async (work) => {
      const client = new pg.Client(clientConfig(connection, 'qiyun'));
      // The work hears of it, too; without a listener it would end the process.
      client.on('error', () => {});
      await client.connect();
      try {
        await client.query('set statement_timeout = 0');
        await client.query('begin');
        const result = await work(client as Queryable);
        await client.query('commit');
        return result;
      } finally {
        await client.end();
      }
    },
  };
}
