import type { HistogramCounts } from '../model/histogram.ts';
import type { CertificateState } from '../model/tls-material.ts';
import { batchSizeBounds, type ProcessReport, type RouteReport, secondsBounds } from './process-report.ts';

type Labels = Readonly<Record<string, string | number>>;

/** A line of the answer: what comes after the metric's name, its labels and its value. */
type Sample = readonly [suffix: string, labels: Labels, value: number];

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  samples(report: ProcessReport): Sample[];
}

/** Every metric of `/metrics`, as docs/operations.md explains them. */
const metrics: readonly Metric[] = [
  gauge(
    'qiyun_process_start_time_seconds',
    'When the process started, in seconds since the epoch.',
    (report) => report.startedAtMs / 1000,
  ),
  counter(
    'qiyun_process_cpu_seconds_total',
    'Processor time that the process has used.',
    (report) => report.cpuSeconds,
  ),
  gauge(
    'qiyun_process_resident_memory_bytes',
    'Memory of the process.',
    (report) => report.memory.residentBytes,
  ),
  gauge('qiyun_process_heap_bytes', 'Memory of the program within it.', (report) => report.memory.heapBytes),
  {
    name: 'qiyun_event_loop_delay_seconds',
    type: 'gauge',
    help: 'How late the event loop was in the last seconds.',
    samples: ({ eventLoopDelay }) => [
      ['', { quantile: '0.5' }, eventLoopDelay.p50Seconds],
      ['', { quantile: '0.99' }, eventLoopDelay.p99Seconds],
    ],
  },
  gauge(
    'qiyun_device_connections',
    'Connections of devices, logged in or not.',
    (report) => report.devices.connections,
  ),
  gauge('qiyun_device_sessions', 'Devices that are logged in.', (report) => report.devices.sessions),
  counter(
    'qiyun_device_sessions_opened_total',
    'Logins of devices.',
    (report) => report.devices.sessionsOpened,
  ),
  gauge(
    'qiyun_device_sessions_held',
    'Sessions that are not read from because too much waits for the disk.',
    (report) => report.devices.held,
  ),
  gauge(
    'qiyun_device_sessions_waiting',
    'Devices that are connected and wait for approval.',
    (report) => report.devices.waiting,
  ),
  counter('qiyun_messages_received_total', 'Frames from devices.', (report) => report.messages.received),
  counter('qiyun_messages_sent_total', 'Frames to devices.', (report) => report.messages.sent),
  counter(
    'qiyun_messages_rejected_total',
    'Messages of devices that could not be understood.',
    (report) => report.messages.rejected,
  ),
  gauge(
    'qiyun_messages_waiting',
    'Messages that are received and not yet on their way to the disk.',
    (report) => report.messages.waiting,
  ),
  gauge('qiyun_ingest_progressing', '1 while what devices send comes to the disk.', (report) =>
    Number(report.isProgressing),
  ),
  counter(
    'qiyun_tls_failed_handshakes_total',
    'TLS handshakes of clients that came to nothing.',
    (report) => report.failedHandshakes,
  ),
  ofCertificate(
    'qiyun_tls_certificate_expiry_seconds',
    'When the certificate in force expires, in seconds since the epoch.',
    ({ expiresAtMs }) => expiresAtMs / 1000,
  ),
  ofCertificate(
    'qiyun_tls_certificate_refused',
    '1 while the files of the certificate hold one that cannot be served with.',
    ({ isRefused }) => Number(isRefused),
  ),
  histogram(
    'qiyun_commit_duration_seconds',
    'From a batch being handed to the database to its being on disk.',
    ({ commits }) => buckets({}, secondsBounds, commits.seconds),
  ),
  histogram(
    'qiyun_commit_batch_entries',
    'Frames and other happenings of devices in one batch.',
    ({ commits }) => buckets({}, batchSizeBounds, commits.sizes),
  ),
  counter(
    'qiyun_quota_refusals_total',
    'Calls of /v1 that were refused because the quota was used up.',
    (report) => report.quotaRefusals,
  ),
  histogram(
    'qiyun_http_request_duration_seconds',
    'From a request to the end of its answer, by route.',
    ({ routes }) => routes.flatMap((route) => buckets(labelsOf(route), secondsBounds, route.seconds)),
  ),
  {
    name: 'qiyun_database_connections',
    type: 'gauge',
    help: 'Connections of the pool, by state, and callers that wait for one.',
    samples: ({ database: { pool } }) => [
      ['', { state: 'busy' }, pool.open - pool.idle],
      ['', { state: 'idle' }, pool.idle],
      ['', { state: 'waited_for' }, pool.waiting],
    ],
  },
  histogram(
    'qiyun_database_query_duration_seconds',
    'Single statements, the wait for a connection included.',
    (report) => buckets({}, secondsBounds, report.database.seconds),
  ),
];

/** The content type of what `prometheusText` returns. */
export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * What all processes have counted, in the text format of Prometheus. Each process is a series of its own by the label
 * `process`, so that one that is replaced takes no other's counts back.
 */
export function prometheusText(reports: readonly ProcessReport[]): string {
  return metrics.map((metric) => textOf(metric, reports)).join('');
}

function textOf({ name, type, help, samples }: Metric, reports: readonly ProcessReport[]): string {
  const lines = reports.flatMap((report) =>
    samples(report).map(
      ([suffix, labels, value]) =>
        `${name}${suffix}${labelText({ process: report.processId, ...labels })} ${valueText(value)}\n`,
    ),
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function valueText(value: number): string {
  return value === Number.POSITIVE_INFINITY ? '+Inf' : String(value);
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`);
  return `{${pairs.join()}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function counter(name: string, help: string, of: (report: ProcessReport) => number): Metric {
  return { name, type: 'counter', help, samples: (report) => [['', {}, of(report)]] };
}

function gauge(name: string, help: string, of: (report: ProcessReport) => number): Metric {
  return { name, type: 'gauge', help, samples: (report) => [['', {}, of(report)]] };
}

function ofCertificate(name: string, help: string, of: (certificate: CertificateState) => number): Metric {
  const samples = ({ certificate }: ProcessReport): Sample[] =>
    certificate ? [['', {}, of(certificate)]] : [];
  return { name, type: 'gauge', help, samples };
}

function histogram(name: string, help: string, samples: Metric['samples']): Metric {
  return { name, type: 'histogram', help, samples };
}

/** Each bucket counts those below it, too. */
function buckets(labels: Labels, bounds: readonly number[], { counts, sum }: HistogramCounts): Sample[] {
  let total = 0;
  const rows = counts.map((count, bucket): Sample => {
    total += count;
    const le = valueText(bounds[bucket] ?? Number.POSITIVE_INFINITY);
    return ['_bucket', { ...labels, le }, total];
  });
  return [...rows, ['_sum', labels, sum], ['_count', labels, total]];
}

function labelsOf({ method, route, statusClass }: RouteReport): Labels {
  return { method, route, status: statusClass };
}
