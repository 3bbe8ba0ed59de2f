import { batchSizeBounds, type ProcessReport, secondsBounds } from './process-report.ts';

interface ReportedNumbers {
  readonly processId: number;
  readonly startedAtMs?: number;
  readonly received?: number;
  readonly sessions?: number;
  readonly requests?: number;
  /** By bucket. */
  readonly commits?: readonly number[];
}

const none = { counts: [...secondsBounds, 0].map(() => 0), sum: 0 };

/** What a process would say that has done little else. */
export function processReport(numbers: ReportedNumbers): ProcessReport {
  const { processId, startedAtMs = 0, received = 0, sessions = 0, requests = 0, commits } = numbers;
  const [, ...emptyBuckets] = none.counts;
  return {
    processId,
    startedAtMs,
    isProgressing: true,
    memory: { residentBytes: 100, heapBytes: 50 },
    cpuSeconds: 1.5,
    eventLoopDelay: { p50Seconds: 0.001, p99Seconds: 0.002 },
    devices: { connections: sessions, sessions, sessionsOpened: sessions, held: 0, waiting: 0 },
    failedHandshakes: 0,
    messages: { received, sent: 0, rejected: 0, waiting: 0 },
    commits: {
      seconds: commits ? { counts: commits, sum: 0 } : none,
      sizes: { counts: [...batchSizeBounds, 0].map(() => 0), sum: 0 },
    },
    routes: [
      {
        method: 'GET',
        route: '/v1/products/:product_key/devices',
        statusClass: '2xx',
        seconds: { counts: [requests, ...emptyBuckets], sum: requests / 2_000 },
      },
    ],
    quotaRefusals: 0,
    database: { pool: { open: 3, idle: 1, waiting: 0 }, seconds: none },
  };
}
