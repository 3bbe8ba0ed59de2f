import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AdminApi, adminToken, startAdminApi } from '../api/admin/admin-api.test-helper.ts';
import { runCli } from './run-cli.ts';

let api: AdminApi;

beforeAll(async () => {
  api = await startAdminApi();
  await api.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => api?.close());

const wrongSum = `insert into tally (scope, metric, period, place_id, status, name, amount)
  values ('product:1', 'status', no_period(), 0, 2, '', 7)`;

async function sums(): Promise<number> {
  const { rows } = await api.database.query<{ count: number }>('select count(*) from tally_now');
  return rows[0]!.count;
}

test('qiyun reports rebuild counts everything anew', async () => {
  await api.database.query(wrongSum);
  const server = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
  const written: string[] = [];
  const output = { isTTY: false, write: (text: string) => written.push(text) };
  const env = { QIYUN_SERVER: server, QIYUN_ADMIN_TOKEN: adminToken };
  const code = await runCli(['reports', 'rebuild'], { env, stdout: output, stderr: output, clock: () => 0 });
  expect([code, written.join('')]).toEqual([0, 'The reports are counted anew.\n']);
  expect(await sums()).toBe(0);
});

test('only an administrator may have everything counted anew', async () => {
  await api.database.query(wrongSum);
  const answer = await api.app.inject({ method: 'POST', url: '/admin/v1/rebuild_reports' });
  expect(answer.statusCode).toBe(401);
  expect(await sums()).toBe(1);
  await api.succeed('POST', '/rebuild_reports');
  expect(await sums()).toBe(0);
});
