import { type Clock, monotonicClock } from '../model/clock.ts';
import { Histogram } from '../model/histogram.ts';
import { EventLoopDelay } from './event-loop-delay.ts';
import { HttpMetrics } from './http-metrics.ts';
import { batchSizeBounds, type PoolReport, type ProcessReport, secondsBounds } from './process-report.ts';

/** What counts in this process on its own account; read when somebody asks. */
export interface MetricSources {
  readonly gateway: {
    readonly connectionCount: number;
    readonly sessionCount: number;
    readonly heldCount: number;
    readonly waitingCount: number;
    readonly sessionsOpened: number;
  };
  readonly ingest: {
    readonly counts: { readonly received: number; readonly sent: number; readonly rejected: number };
    readonly gathered: { readonly entries: number };
    readonly isProgressing: boolean;
  };
  readonly pool: PoolReport;
  readonly quotaRefusals: number;
  readonly failedHandshakes: number;
}

/** What this process has done since it started, and how it is. */
export class ProcessMetrics {
  readonly http = new HttpMetrics();
  /** In seconds. */
  readonly queryTimes = new Histogram(secondsBounds);
  readonly #commitTimes = new Histogram(secondsBounds);
  readonly #batchSizes = new Histogram(batchSizeBounds);
  readonly #eventLoopDelay = new EventLoopDelay(monotonicClock);
  readonly #startedAtMs: number;

  constructor(clock: Clock) {
    this.#startedAtMs = Math.round(clock() - process.uptime() * 1000);
  }

  /** Counts a batch that is on its way to the disk, once it is there. */
  async commit(entries: number, written: Promise<void>): Promise<void> {
    const startedMs = performance.now();
    await written;
    this.#commitTimes.observe((performance.now() - startedMs) / 1000);
    this.#batchSizes.observe(entries);
  }

  report({ gateway, ingest, pool, quotaRefusals, failedHandshakes }: MetricSources): ProcessReport {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    return {
      processId: process.pid,
      startedAtMs: this.#startedAtMs,
      isProgressing: ingest.isProgressing,
      memory: { residentBytes: rss, heapBytes: heapUsed },
      cpuSeconds: (user + system) / 1e6,
      eventLoopDelay: this.#eventLoopDelay.report(),
      devices: {
        connections: gateway.connectionCount,
        sessions: gateway.sessionCount,
        sessionsOpened: gateway.sessionsOpened,
        held: gateway.heldCount,
        waiting: gateway.waitingCount,
      },
      failedHandshakes,
      messages: { ...ingest.counts, waiting: ingest.gathered.entries },
      commits: { seconds: this.#commitTimes.snapshot(), sizes: this.#batchSizes.snapshot() },
      routes: this.http.report(),
      quotaRefusals,
      database: { pool, seconds: this.queryTimes.snapshot() },
    };
  }

  close(): void {
    this.#eventLoopDelay.close();
  }
}
