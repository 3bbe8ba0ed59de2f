import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServerProcess } from './server-process.ts';

/** One installation in two processes on the same ports; whichever is asked answers for both. */
const metricsToken = 'a-token-for-the-collector';
const env = { QIYUN_PROCESSES: '2', QIYUN_METRICS_TOKEN: metricsToken };

let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start({ env });
});
afterAll(() => server.remove());

function scrape(authorization?: string): Promise<Response> {
  const headers: Record<string, string> = { connection: 'close' };
  return fetch(`http://127.0.0.1:${server.httpPort}/metrics`, {
    headers: authorization === undefined ? headers : { ...headers, authorization },
  });
}

test('a scrape shows every process of the installation, whichever is asked', async () => {
  for (let times = 0; times < 10; times++) {
    const answer = await scrape(`Bearer ${metricsToken}`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const sessions = (await answer.text()).match(/^qiyun_device_sessions\{process="\d+"\} 0$/gm);
    expect(new Set(sessions).size).toBe(2);
  }
});

test('requests that were answered are counted by their routes', async () => {
  await fetch(`http://127.0.0.1:${server.httpPort}/healthz`);
  await fetch(`http://127.0.0.1:${server.httpPort}/no/such/path`);
  const text = async () => (await scrape(`Bearer ${server.adminToken}`)).text();
  await expect.poll(text).toMatch(/_count\{process="\d+",method="GET",route="\/healthz",status="2xx"\} 1/);
  expect(await text()).toMatch(/_count\{process="\d+",method="none",route="none",status="4xx"\} 1/);
  expect(await text()).toMatch(/^qiyun_database_query_duration_seconds_count\{process="\d+"\} [1-9]/m);
});

test('nobody reads metrics without a token', async () => {
  expect((await scrape()).status).toBe(401);
  expect((await scrape('Bearer a-token-for-somebody-else')).status).toBe(401);
});
