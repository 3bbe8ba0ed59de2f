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

async function run(...argv: string[]) {
  const server = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    isTTY: false,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const env = { QIYUN_SERVER: server, QIYUN_ADMIN_TOKEN: adminToken };
  const io = { env, stdout: output('stdout'), stderr: output('stderr'), clock: () => 0 };
  const code = await runCli(argv, io);
  return { code, ...written };
}

test('qiyun audit shows what was done, by filters, and where to go on', async () => {
  const { enterprise_id } = await api.succeed('POST', '/enterprises', { name: 'Acme' });
  await api.succeed('PATCH', `/enterprises/${enterprise_id}`, { name: 'Acme Ltd' });
  await api.succeed('POST', '/enterprises', { name: 'Another' });

  const first = await run('audit', '--enterprise-id', enterprise_id, '--limit', '1');
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('enterprise.update');
  expect(first.stdout).not.toContain('enterprise.create');
  expect(first.stdout).toMatch(/MEMBER USERNAME +CLIENT IP/);
  expect(first.stdout).toContain('127.0.0.1');
  const [, before] = /--before (\S+)\./.exec(first.stderr)!;
  const second = await run('audit', '--enterprise-id', enterprise_id, '--before', before!, '--json');
  expect(JSON.parse(second.stdout).objects).toMatchObject([
    { action: 'enterprise.create', enterprise_id, detail: { name: 'Acme' } },
  ]);
});

test('qiyun audit says what is wrong with a filter', async () => {
  const { code, stderr } = await run('audit', '--start-ts', 'yesterday');
  expect(code).toBe(1);
  expect(stderr).toContain('start_ts');
});
