import type { HistogramCounts } from '../model/histogram.ts';
import type { CertificateState } from '../model/tls-material.ts';

/** The greatest durations of the buckets, in seconds. */
export const secondsBounds = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;
/** The most messages of the buckets of batches. */
export const batchSizeBounds = [1, 5, 25, 100, 250, 500, 1_000, 2_000] as const;

export interface RouteReport {
  readonly method: string;
  /** As it was registered, so that there are no more of them than routes. */
  readonly route: string;
  readonly statusClass: string;
  readonly seconds: HistogramCounts;
}

export interface PoolReport {
  readonly open: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
}

/** What one process has counted since it started, and how it is. Plain data: it goes over the links between processes. */
export interface ProcessReport {
  readonly processId: number;
  readonly startedAtMs: number;
  /** What devices send comes to the disk. */
  readonly isProgressing: boolean;
  readonly memory: { readonly residentBytes: number; readonly heapBytes: number };
  /** Of user and system. */
  readonly cpuSeconds: number;
  /** How late the event loop was in the last seconds. */
  readonly eventLoopDelay: { readonly p50Seconds: number; readonly p99Seconds: number };
  readonly devices: {
    readonly connections: number;
    readonly sessions: number;
    readonly sessionsOpened: number;
    /** Sessions that are not read from, because what has come is not yet on its way to the disk. */
    readonly held: number;
    /** Devices that nobody knows and that wait for approval. */
    readonly waiting: number;
  };
  /** That came to nothing, of HTTPS and MQTT. */
  readonly failedHandshakes: number;
  readonly messages: {
    readonly received: number;
    readonly sent: number;
    readonly rejected: number;
    /** Received, and not yet on their way to the disk. */
    readonly waiting: number;
  };
  readonly commits: { readonly seconds: HistogramCounts; readonly sizes: HistogramCounts };
  readonly routes: readonly RouteReport[];
  readonly quotaRefusals: number;
  /** Of the first process, which keeps it for all; undefined without TLS. */
  readonly certificate?: CertificateState | undefined;
  readonly database: { readonly pool: PoolReport; readonly seconds: HistogramCounts };
}
