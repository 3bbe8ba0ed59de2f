import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ApiCall, CallLog } from '../../store/call-log.ts';
import { type ConsoleApi, startConsoleApi } from './console-api.test-helper.ts';

const startMs = Date.parse('2026-11-22T08:00:00Z');
const startS = startMs / 1000;
const hourMs = 3_600_000;

let api: ConsoleApi;
let enterpriseId: string;
let log: CallLog;
let calls: number;

beforeAll(async () => {
  api = await startConsoleApi();
});
afterAll(() => api.close());

beforeEach(async () => {
  api.setNow(startMs);
  const created = await api.succeed('POST', '/admin/v1/enterprises', { name: 'Callers' });
  enterpriseId = created.enterprise_id;
  await api.succeed('PATCH', `/admin/v1/enterprises/${enterpriseId}`, { hourly_quota: 50 });
  log = new CallLog(api.database, api.clock);
  calls = 0;
});

function record(call: Partial<ApiCall> = {}): void {
  calls++;
  log.record({
    enterpriseId,
    calledAtMs: api.clock() + calls,
    method: 'GET',
    route: '/v1/products/:product_key/devices',
    productKey: 'f'.repeat(32),
    status: 200,
    errorCode: undefined,
    detail: undefined,
    durationMs: 1.5,
    clientIp: '192.0.2.1',
    requestId: `call-${calls}`,
    isRefusal: false,
    ...call,
  });
}

const failure = { status: 404, errorCode: '5301', detail: 'did: is unknown' };
const get = (path: string) => api.succeed('GET', `/enterprises/${enterpriseId}${path}`);

test('the latest calls of an enterprise are listed in pages', async () => {
  for (let i = 0; i < 5; i++) record(i === 3 ? failure : {});
  await log.write();
  const first = await get('/api_calls?limit=3');
  expect(first.calls.map((call: { request_id: string }) => call.request_id)).toEqual([
    'call-5',
    'call-4',
    'call-3',
  ]);
  expect(first.calls[1]).toEqual({
    id: expect.any(String),
    time: (startMs + 4) / 1000,
    method: 'GET',
    route: '/v1/products/:product_key/devices',
    product_key: 'f'.repeat(32),
    status: 404,
    error_code: '5301',
    detail: 'did: is unknown',
    duration_ms: 1.5,
    client_ip: '192.0.2.1',
    request_id: 'call-4',
  });
  const second = await get(`/api_calls?limit=3&before=${first.next}`);
  expect(second).toMatchObject({ calls: [{ request_id: 'call-2' }, { request_id: 'call-1' }], next: null });
  expect(await get('/api_calls?only_errors=true')).toMatchObject({ calls: [{ request_id: 'call-4' }] });
});

test('of a short time just past the use is shown by minute, else by hour, also where there was none', async () => {
  record();
  record(failure);
  await log.write();
  const byMinute = await get(`/quota_use?start_time=${startS - 60}&end_time=${startS + 120}`);
  expect(byMinute).toEqual({
    interval_s: 60,
    points: [
      { time: startS - 60, calls: 0, errors: 0, refusals: 0 },
      { time: startS, calls: 2, errors: 1, refusals: 0 },
      { time: startS + 60, calls: 0, errors: 0, refusals: 0 },
    ],
    window: { limit: 50, remaining: 50, resets_at: startS + 3600 },
  });
  api.setNow(startMs + 30 * hourMs);
  const byHour = await get(`/quota_use?start_time=${startS + 60}&end_time=${startS + 7_200}`);
  expect(byHour).toMatchObject({
    interval_s: 3600,
    points: [
      { time: startS, calls: 2 },
      { time: startS + 3600, calls: 0 },
    ],
  });
});

test('an enterprise that is not there has no calls, and no period may be longer than what is kept', async () => {
  for (const path of ['api_calls', 'quota_use']) {
    const answer = await api.call('GET', `/enterprises/${'0'.repeat(32)}/${path}`);
    expect(answer).toMatchObject({ status: 404, body: { error_code: '5003' } });
  }
  const tooLong = await api.call('GET', `/enterprises/${enterpriseId}/quota_use?start_time=0`);
  expect(tooLong).toMatchObject({ status: 400, body: { error_code: '5002' } });
});
