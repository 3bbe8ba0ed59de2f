import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Vitals } from '../../metrics/installation-vitals.ts';
import { processReport } from '../../metrics/process-report.test-helper.ts';
import { VitalsHistory } from '../../metrics/vitals-history.ts';
import { type ConsoleApi, startConsoleApi } from './console-api.test-helper.ts';

const minuteMs = 60_000;
const history = new VitalsHistory();
const vitals: Vitals = {
  processes: async () => [
    {
      processId: 7,
      report: processReport({ processId: 7, startedAtMs: 1_795_000_000_500, sessions: 3 }),
      messagesPerSecond: 12.5,
    },
    { processId: 8, report: undefined, messagesPerSecond: 0 },
  ],
  history: async () => history.minutes,
};

let api: ConsoleApi;

beforeAll(async () => {
  api = await startConsoleApi({ vitals });
});
afterAll(() => api.close());

test('an installation shows its processes, its database and its disk', async () => {
  const shown = await api.succeed('GET', '/installation');
  expect(shown).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    started_at: 1_795_000_000,
    processes: [
      { process_id: 7, healthy: true, sessions: 3, messages_per_s: 12.5, event_loop_delay_ms: 2 },
      { process_id: 8, healthy: false, sessions: null, memory_bytes: null },
    ],
    database: { embedded: true, host: null, version: expect.stringMatching(/^\d+/) },
    disk: { data_dir: tmpdir() },
    report_time_zone: 'Asia/Shanghai',
  });
  expect(shown.database.bytes).toBeGreaterThan(1_000_000);
  expect(shown.disk.free_bytes).toBeGreaterThan(0);
  expect(shown.disk.used_bytes).toBeLessThan(shown.disk.total_bytes);
});

test('what each day of the logs takes is shown, the oldest first', async () => {
  const { partitions } = await api.succeed('GET', '/installation');
  const frames = partitions.filter(({ log }: { log: string }) => log === 'frame');
  expect(frames.slice(0, 2)).toMatchObject([
    { period: 'day', from: '2026-11-21', bytes: expect.any(Number) },
    { period: 'day', from: '2026-11-22' },
  ]);
  expect(partitions).toContainEqual(
    expect.objectContaining({ log: 'presence_event', period: 'month', from: '2026-11-01' }),
  );
});

test('the last hours are shown by minute', async () => {
  for (const minute of [0, 1, 2])
    history.take(minute * minuteMs, [
      processReport({ processId: 7, startedAtMs: -1, received: minute * 600, sessions: minute }),
    ]);
  const { interval_s, points } = await api.succeed('GET', '/installation/metrics');
  expect(interval_s).toBe(60);
  expect(points).toMatchObject([
    { time: 0, sessions: 1, commit_p50_ms: null },
    { time: 60, sessions: 2, messages_per_s: 10 },
  ]);
});
