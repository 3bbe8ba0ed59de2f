import { statfs } from 'node:fs/promises';
import { type Static, Type } from 'typebox';
import type { ProcessState } from '../../metrics/installation-vitals.ts';
import { type LogSize, readLogSizes } from '../../store/log-sizes.ts';
import { readDatabaseState } from '../../store/read-database-state.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { readProjectVersion } from '../project-version.ts';
import { requireAdmin } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

const bytes = Type.Integer();
const count = Type.Integer();
const port = Type.Integer();

const serverProcess = Type.Object({
  process_id: Type.Integer(),
  healthy: Type.Boolean({
    description: 'it answers, and what devices send comes to the disk; else all but process_id may be null',
  }),
  started_at: nullable(Type.Integer({ description: 'in seconds since the epoch' })),
  memory_bytes: nullable(Type.Integer()),
  event_loop_delay_ms: nullable(Type.Number({ description: '99th percentile of the last seconds' })),
  sessions: nullable(Type.Integer()),
  messages_per_s: Type.Number({ description: 'from and to devices, in the last seconds' }),
});

const logPartition = Type.Object({
  log: Type.String(),
  period: Type.Enum(['day', 'month']),
  from: Type.String({ description: 'its first day, in UTC' }),
  bytes,
  rows: nullable(Type.Integer({ description: 'an estimate; null while there is none' })),
});

const schema = {
  summary: 'Shows how the installation is and what it is set to',
  response: {
    200: Type.Object({
      version: Type.String(),
      time: Type.Integer({ description: 'now, in seconds since the epoch' }),
      started_at: nullable(Type.Integer({ description: 'of the first process' })),
      processes: Type.Array(serverProcess, { description: 'the first process first' }),
      database: Type.Object({
        embedded: Type.Boolean(),
        host: nullable(Type.String({ description: 'null: the embedded one' })),
        name: Type.String(),
        version: Type.String(),
        bytes,
        connections: count,
        max_connections: count,
      }),
      disk: Type.Object({
        data_dir: Type.String(),
        total_bytes: bytes,
        used_bytes: bytes,
        free_bytes: Type.Integer({ description: 'of what programs may use' }),
      }),
      retention_days: count,
      audit_days: count,
      partitions: Type.Array(logPartition, { description: 'by log, the oldest first' }),
      report_time_zone: Type.String(),
      public_host: nullable(Type.String()),
      ports: Type.Object({
        http: port,
        mqtt: port,
        device_http: nullable(Type.Integer()),
        https: nullable(Type.Integer()),
        mqtts: nullable(Type.Integer({ description: 'MQTT over TLS' })),
      }),
      certificate: nullable(
        Type.Object({
          expires_at: Type.Integer({ description: 'in seconds since the epoch' }),
          refused: Type.Boolean({
            description: 'its files hold something else by now that cannot be served with',
          }),
        }),
      ),
      senders: Type.Object({
        mail: Type.Boolean(),
        sms: Type.Boolean(),
        accounts: Type.Boolean(),
        codes_in_log: Type.Boolean(),
      }),
    }),
  },
};

export const showInstallationEndpoint = ({ database, clock, vitals, facts }: ConsoleServices) =>
  endpoint(schema, async (_call, request) => {
    requireAdmin(request);
    const [version, states, { maxConnections, ...state }, partitions, disk] = await Promise.all([
      readProjectVersion(),
      vitals.processes(),
      readDatabaseState(database),
      readLogSizes(database),
      diskOf(facts.dataDir),
    ]);
    const processes = states.map(toProcess);
    const { databaseHost, publicHost, senders } = facts;
    const { http, mqtt, deviceHttp = null, https = null, mqtts = null } = facts.ports();
    return {
      version,
      time: Math.floor(clock() / 1000),
      started_at: processes[0]?.started_at ?? null,
      processes,
      database: {
        embedded: databaseHost === undefined,
        host: databaseHost ?? null,
        ...state,
        max_connections: maxConnections,
      },
      disk,
      retention_days: facts.retentionDays,
      audit_days: facts.auditDays,
      partitions: partitions.map(toPartition),
      report_time_zone: facts.reportTimeZone,
      public_host: publicHost ?? null,
      ports: { http, mqtt, device_http: deviceHttp, https, mqtts },
      certificate: toCertificate(states[0]),
      senders: {
        mail: senders.mail,
        sms: senders.sms,
        accounts: senders.accounts,
        codes_in_log: senders.codesInLog,
      },
    };
  });

async function diskOf(dataDir: string) {
  const { blocks, bfree, bavail, bsize } = await statfs(dataDir);
  return {
    data_dir: dataDir,
    total_bytes: blocks * bsize,
    used_bytes: (blocks - bfree) * bsize,
    free_bytes: bavail * bsize,
  };
}

function toProcess({ processId, report, messagesPerSecond }: ProcessState): Static<typeof serverProcess> {
  return {
    process_id: processId,
    healthy: report?.isProgressing ?? false,
    started_at: report ? Math.floor(report.startedAtMs / 1000) : null,
    memory_bytes: report?.memory.residentBytes ?? null,
    event_loop_delay_ms: report ? report.eventLoopDelay.p99Seconds * 1000 : null,
    sessions: report?.devices.sessions ?? null,
    messages_per_s: messagesPerSecond,
  };
}

function toCertificate(first: ProcessState | undefined) {
  const certificate = first?.report?.certificate;
  if (!certificate) return null;
  return { expires_at: Math.floor(certificate.expiresAtMs / 1000), refused: certificate.isRefused };
}

function toPartition({ granularity, ...partition }: LogSize): Static<typeof logPartition> {
  return { ...partition, period: granularity };
}
