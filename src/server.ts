import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { registerAdminApi } from './api/admin/admin-api.ts';
import { loadAdminToken } from './api/admin/admin-token.ts';
import { createEnterpriseApi } from './api/enterprise/enterprise-api.ts';
import { createHttpApp } from './api/http-app.ts';
import type { HttpApp } from './api/http-face.ts';
import { StatusLayouts } from './codec/status-layouts.ts';
import type { Config } from './config.ts';
import type { BootstrapOptions } from './gateway/bootstrap/bootstrap-options.ts';
import { deviceBootstrap } from './gateway/bootstrap/device-bootstrap.ts';
import { Gateway } from './gateway/gateway.ts';
import { defaultSessionLimits } from './gateway/session-limits.ts';
import { DefinitionLayouts } from './ingest/definition-layouts.ts';
import { defaultGroupCommitLimits } from './ingest/group-commit.ts';
import { Ingest } from './ingest/ingest.ts';
import { systemClock as clock } from './model/clock.ts';
import { QiyunError } from './model/errors.ts';
import { ReportCalendar } from './model/report-calendar.ts';
import { TokenBuckets } from './model/token-bucket.ts';
import { BatchWriter } from './store/batch/batch-writer.ts';
import { Catalog } from './store/catalog.ts';
import { type Connection, Database } from './store/database.ts';
import { createDeviceLogin } from './store/device-login.ts';
import { createDeviceRegistrar } from './store/device-registrar.ts';
import { KeptAlivePostgres } from './store/embedded/kept-alive-postgres.ts';
import { loadInstanceName, openInstallation } from './store/installation.ts';
import { migrate } from './store/migrate.ts';
import { maintainPartitions } from './store/partitions.ts';
import { loadSealingKey, SecretSeal } from './store/secret-seal.ts';
import {
  closeAbandonedSessions,
  enterServerProcess,
  leaveServerProcess,
  lockInstance,
  renewLease,
  sequencesPerEpoch,
} from './store/server-process.ts';

export interface RunningServer {
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly deviceHttpPort: number | undefined;
  readonly adminToken: string;
  /** Where the admin token can be read; undefined when the operator brought his own. */
  readonly adminTokenPath: string | undefined;
  /** Process id of the embedded PostgreSQL; undefined when yours is used. */
  readonly postgresProcessId: number | undefined;
  /** Stops in the reverse order of the start; what devices had been acknowledged is on disk long before. */
  stop(): Promise<void>;
}

/** Per client address; failed attempts as contract.md §2 has them. */
const throttles = {
  failedAttempts: { burst: 60, perSecond: 1 },
  newDevices: { burst: 5_000, perSecond: 20 },
};
const partitionMaintenanceMs = 600_000;
const leaseRenewalMs = 3_000;
const maxDeviceConnections = 200_000;

/**
 * Wires the whole program, in the order in which data flows, and starts it in that order.
 *
 * @param onFatal called when nothing can be stored any more and only an operator can help
 * @throws QiyunError that tells the operator what is wrong; then everything already started has been stopped
 */
export async function startServer(config: Config, onFatal: (error: unknown) => void): Promise<RunningServer> {
  const started = new StartedParts();
  try {
    return await start(config, onFatal, started);
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function start(
  config: Config,
  onFatal: (error: unknown) => void,
  started: StartedParts,
): Promise<RunningServer> {
  const logger = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: true }));
  await mkdir(config.dataDir, { recursive: true });

  // store
  const postgres = config.databaseUrl ? undefined : await startPostgres(config, logger, onFatal);
  if (postgres) started.add(() => postgres.stop());
  const connection: Connection = postgres?.connection ?? { connectionString: config.databaseUrl! };
  const database = new Database(connection);
  started.add(() => database.close());
  const instance = await loadInstanceName(join(config.dataDir, 'instance'));
  const instanceLock = await lockInstance(connection, instance);
  started.add(() => instanceLock.end());
  await migrate(database);
  await maintainPartitions(database, clock(), config.retentionDays);
  const calendar = new ReportCalendar(await openInstallation(database, config.reportTimeZone));
  const seal = new SecretSeal(await loadSealingKey(join(config.dataDir, 'sealing-key')));
  const catalog = new Catalog(database);
  await catalog.open();
  started.add(() => catalog.close());

  // ingest
  const epoch = await enterServerProcess(database, instance, clock);
  started.add(() => leaveServerProcess(database, epoch, clock));
  const firstSeq = epoch * sequencesPerEpoch + 1;
  const abandoned = await closeAbandonedSessions(database, { ownEpoch: epoch, instance, firstSeq, clock });
  const statusLayouts = new StatusLayouts();
  const writer = new BatchWriter(connection);
  started.add(() => writer.close());
  const ingest = new Ingest(
    {
      epoch,
      clock,
      calendar,
      limits: defaultGroupCommitLimits,
      layouts: new DefinitionLayouts(catalog, statusLayouts),
      write: (batch) => writer.write(batch),
      makePartitions: async (ms) => void (await maintainPartitions(database, ms, config.retentionDays)),
      onPressure: (isHigh) => gateway.setPressure(isHigh),
      onRefused: (entry, error) =>
        logger.error({ err: error, type: entry.type, deviceId: entry.deviceId }, 'refused'),
    },
    abandoned,
  );
  started.add(() => ingest.idle());

  // gateway
  const gateway = new Gateway({
    clock,
    limits: defaultSessionLimits,
    maxConnections: maxDeviceConnections,
    ingest,
    login: createDeviceLogin(database, seal),
    clientCount: () => 0,
    productKeyOf: (productId) => catalog.productById(productId)?.productKey,
  });
  const mqttPort = await explainingPort('--mqtt-port', config.mqttPort, (port) =>
    gateway.listen(port, config.listenHost),
  );
  started.add(() => gateway.close());
  const failedAttempts = new TokenBuckets({ ...throttles.failedAttempts, clock });
  const bootstrap: BootstrapOptions = {
    registrar: createDeviceRegistrar({
      database,
      catalog,
      seal,
      clock,
      newDevices: new TokenBuckets({ ...throttles.newDevices, clock }),
      failedAttempts,
      endSession: (deviceId) => gateway.disconnect(deviceId, 'offline_reset'),
    }),
    publicHost: config.publicHost,
    mqttPort: () => mqttPort,
    clock,
  };

  // api
  const openHttp = async (flag: string, wanted: number, faces: (app: HttpApp) => void) => {
    const app = createHttpApp({
      checkReady: () => database.query('select 1'),
      logger,
      trustedProxies: config.trustedProxies,
    });
    faces(app);
    started.add(() => app.close());
    return explainingPort(flag, wanted, (port) => listen(app, port, config.listenHost));
  };
  const adminToken = await loadAdminToken(config.dataDir, config.adminToken);
  const services = { database, catalog, seal, clock, commands: gateway, layouts: statusLayouts };
  const httpPort = await openHttp('--http-port', config.httpPort, (app) => {
    app.register(deviceBootstrap, bootstrap);
    app.register(createEnterpriseApi(services));
    registerAdminApi(app, { ...services, adminToken: adminToken.token });
  });
  const deviceHttpPort =
    config.deviceHttpPort === undefined
      ? undefined
      : await openHttp('--device-http-port', config.deviceHttpPort, (app) => {
          app.register(deviceBootstrap, bootstrap);
        });

  started.every(partitionMaintenanceMs, logger, () =>
    maintainPartitions(database, clock(), config.retentionDays),
  );
  started.every(leaseRenewalMs, logger, () => renewLease(database, epoch, clock));
  return {
    httpPort,
    mqttPort,
    deviceHttpPort,
    adminToken: adminToken.token,
    adminTokenPath: adminToken.path,
    postgresProcessId: postgres?.processId,
    stop: () => started.stop(),
  };
}

function startPostgres(
  config: Config,
  logger: Logger,
  onFatal: (error: unknown) => void,
): Promise<KeptAlivePostgres> {
  return KeptAlivePostgres.start({
    dataDir: join(config.dataDir, 'postgres'),
    onRestart: (lastOutput) =>
      logger.error({ lastOutput }, 'PostgreSQL ended by itself and is started again'),
    onGivenUp: onFatal,
  });
}

/** Opens a port; when that is refused, says which one and what to do. */
async function explainingPort(
  flag: string,
  port: number,
  open: (port: number) => Promise<number>,
): Promise<number> {
  try {
    return await open(port);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be opened (${code})`;
    throw new QiyunError('5409', { detail: `port ${port} ${reason}; choose another with ${flag}`, cause });
  }
}

async function listen(app: HttpApp, port: number, host: string): Promise<number> {
  await app.listen({ port, host });
  const address = app.server.address();
  return typeof address === 'object' && address ? address.port : port;
}

/** What has been started, to be stopped the other way round. */
class StartedParts {
  readonly #stops: (() => Promise<unknown>)[] = [];
  readonly #timers: NodeJS.Timeout[] = [];

  add(stop: () => Promise<unknown>): void {
    this.#stops.push(stop);
  }

  /** Work that repeats. It may fail while the database is away and is simply done again. */
  every(intervalMs: number, logger: Logger, work: () => Promise<unknown>): void {
    const run = () =>
      void work().catch((error: unknown) => logger.warn({ err: error }, 'maintenance failed'));
    this.#timers.push(setInterval(run, intervalMs));
  }

  /** A part that cannot be stopped does not keep the others from being stopped; the first such error is thrown. */
  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    const errors: unknown[] = [];
    for (const stop of this.#stops.splice(0).reverse())
      await stop().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }
}
