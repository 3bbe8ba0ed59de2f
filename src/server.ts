import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { loadAdminToken } from './api/admin/admin-token.ts';
import { readProjectVersion } from './api/project-version.ts';
import { type Config, plainListenHost } from './config.ts';
import { InstallationVitals, type ProcessAnswer } from './metrics/installation-vitals.ts';
import { systemClock as clock } from './model/clock.ts';
import { QiyunError } from './model/errors.ts';
import type { PortName } from './model/listen-on.ts';
import { ShownNonces } from './model/shown-nonces.ts';
import { createThrottles } from './model/throttle.ts';
import { openBackups } from './open-backups.ts';
import { DeviceDirectory, type Member } from './processes/device-directory.ts';
import { type WatchingMember, WatchRegistry } from './processes/watch-registry.ts';
import { WorkerPool } from './processes/worker-pool.ts';
import { createLogger } from './server-logger.ts';
import { type Installation, type Serving, startServing } from './serving.ts';
import { StartedParts } from './started-parts.ts';
import { expireWaitingDevices } from './store/adoption.ts';
import { expireAuditEvents } from './store/audit-log.ts';
import { expireCallCounts } from './store/call-log.ts';
import { expireConsoleSessions } from './store/console-sessions.ts';
import { type Connection, Database } from './store/database.ts';
import { KeptAlivePostgres } from './store/embedded/kept-alive-postgres.ts';
import { loadInstanceName, openInstallation } from './store/installation.ts';
import { InstanceLock } from './store/instance-lock.ts';
import { expireMessages } from './store/messages.ts';
import { migrate } from './store/migrate.ts';
import { createPartitions, dropExpiredPartitions } from './store/partitions.ts';
import { openSealingKey } from './store/sealing-key.ts';
import { SecretSeal } from './store/secret-seal.ts';
import { closeAbandonedSessions, enterServerProcess } from './store/server-process.ts';
import { foldTallies, sweepTallies } from './store/tally.ts';
import { trustedPresent } from './store/trusted-present.ts';
import { CertificateKeeper } from './tls/certificate-keeper.ts';
import { untilAborted } from './until-aborted.ts';
import { ownBootstrap, VirtualDeviceFleet } from './virtual-device-fleet.ts';
import type { WorkerBegin } from './worker.ts';

export interface RunningServer {
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly deviceHttpPort: number | undefined;
  /** Undefined without a certificate. */
  readonly httpsPort: number | undefined;
  readonly mqttsPort: number | undefined;
  readonly adminToken: string;
  /** Where the admin token can be read; undefined when the operator brought his own. */
  readonly adminTokenPath: string | undefined;
  /** Process id of the embedded PostgreSQL; undefined when yours is used. */
  readonly postgresProcessId: number | undefined;
  /** Process ids of the further processes that serve on the same ports. */
  readonly workerProcessIds: readonly number[];
  /** Resolves when another server has taken over the data folder while the database was away: this one has to go. */
  readonly forfeited: Promise<QiyunError>;
  /** Reads the files of the certificate now, in place of in a few seconds; undefined without TLS. */
  readonly renewCertificate: (() => void) | undefined;
  /** Has `/readyz` turn load balancers away, and resolves when they have had the time that was set for it. */
  retire(): Promise<void>;
  /** Stops in the reverse order of the start; what devices had been acknowledged is on disk long before. */
  stop(): Promise<void>;
}

const tendingPauseMs = 600_000;
/** A clock that is far ahead all of a sudden is believed after a day of running. */
const clockPatienceRounds = 144;
const dayMs = 86_400_000;
/** What reports have to add up themselves stays small. */
const tallyFoldingMs = 5_000;
const vitalsPauseMs = 5_000;
/** How soon a renewed certificate is noticed. */
const certificatePauseMs = 10_000;
/** How soon they have a new definition, or notice that their product is gone. */
const virtualDevicesPauseMs = 5_000;
/** What a process may open at most: ten for the API, one each for the ingest, the catalog and changes of bindings. */
const databaseConnectionsPerProcess = 13;
/** The first process's own, and room for an operator's tools. */
const furtherDatabaseConnections = 14;

/**
 * Starts an installation: what it has only once (PostgreSQL, schema, partitions, the directory of devices) and the
 * processes that serve, this one first among them.
 *
 * @throws QiyunError that tells the operator what is wrong, and the signal's reason; then everything already started has
 * been stopped
 */
export async function startServer(config: Config, stopping: AbortSignal): Promise<RunningServer> {
  const logger = createLogger(config);
  const started = new StartedParts(logger);
  logger.info({ version: await readProjectVersion(), processes: config.processes }, 'starting');
  const starting = start(config, { logger, started });
  try {
    return await untilAborted(starting, stopping);
  } catch (error) {
    // A start that is given up fails for lack of what is stopped here, and may have started something meanwhile.
    await started.stop().catch(() => {});
    await starting.catch(() => {});
    await started.stop();
    throw error;
  }
}

interface Surroundings {
  readonly logger: Logger;
  readonly started: StartedParts;
}

async function start(config: Config, { logger, started }: Surroundings): Promise<RunningServer> {
  await mkdir(config.dataDir, { recursive: true });
  // Before anything is started that would have to be stopped because of a wrong path.
  const certificates = await openCertificates(config, logger);
  const directory = new DeviceDirectory();
  const throttles = createThrottles(clock);
  const nonces = new ShownNonces(clock);
  const watches = new WatchRegistry();
  const vitals = new InstallationVitals({ clock, ask: askProcesses });

  // They load their program meanwhile.
  const workers = startWorkers();
  started.add(() => workers.stop());
  const postgres = config.databaseUrl ? undefined : await startPostgres(config, logger);
  if (postgres) started.add(() => postgres.stop());
  const connection: Connection = postgres?.connection ?? { connectionString: config.databaseUrl! };
  const database = new Database(connection, 2);
  started.add(() => database.close());
  const instance = await loadInstanceName(join(config.dataDir, 'instance'));
  const instanceLock = await InstanceLock.take(connection, instance);
  started.add(() => instanceLock.release());
  await migrate(database, {
    onUpgrade: (migrations) => logger.warn({ migrations }, 'the database is brought to a newer schema'),
  });
  const reportTimeZone = await openInstallation(database, config.reportTimeZone);
  const tend = () => tendLogs(database, config, logger);
  await tend();
  started.every(tendingPauseMs, async () => expireRecords(database, config, await tend()));
  started.every(tallyFoldingMs, () => foldTallies(database));
  started.every(tendingPauseMs, () => sweepTallies(database));
  started.every(vitalsPauseMs, () => vitals.sample());
  await closeAbandonedSessions(database, { instance }, clock);
  const backups = await openBackups({ config, database, reportTimeZone, logger, started });
  // Made here, before several processes look for it.
  const sealingKey = await openSealingKey(join(config.dataDir, 'sealing-key'), database);
  const virtualDevices = new VirtualDeviceFleet({ database, seal: new SecretSeal(sealingKey) });
  const { token: adminToken, path: adminTokenPath } = await loadAdminToken(config.dataDir, config.adminToken);

  const installation: Installation = { connection, reportTimeZone, adminToken };
  let serving: Serving | undefined;
  const gateway = () => serving!.gateway;
  const own: Member & WatchingMember = {
    release: (deviceId, claim) => serving!.release(deviceId, claim),
    send: (deviceId, payload, options) => gateway().send(deviceId, payload, options),
    disconnect: (deviceId, reason) => gateway().disconnect(deviceId, reason),
    checkFirmware: (deviceId, target) => gateway().checkFirmware(deviceId, target),
    watchedElsewhere: async (deviceIds, isWatched) => serving!.watched.setElsewhere(deviceIds, isWatched),
    deliver: async (events) => serving!.watched.deliver(events),
  };
  let beginning: Promise<Serving> | undefined;
  started.add(async () => {
    const begun = await beginning?.catch(() => undefined);
    // A request to one process may wait for a device of another.
    await Promise.all([begun?.finishRequests(), workers.finishRequests()]);
    // All at once, so that devices do not come back to processes that are about to stop.
    await Promise.all([begun?.stop(), workers.stop()]);
  });
  // The processes get ready at the same time; whoever comes to the first one's ports meanwhile is served by it.
  const ports = serve();
  const begun = workers.begin({
    begin: () => ({ config, installation, tls: certificates?.material }),
    servers: async () => {
      await ports;
      return serving!.servers();
    },
  });
  // Thrown below, unless this process cannot serve either.
  begun.catch(() => {});
  const { http, mqtt, deviceHttp, https, mqtts } = await ports;
  await begun;
  if (certificates) {
    certificates.onRenewed(async (material) => serving!.renewTls(material));
    certificates.onRenewed((material) => workers.renewTls(material));
    started.every(certificatePauseMs, () => certificates.check());
  }
  virtualDevices.begin(
    ownBootstrap(http, { listenHost: plainListenHost(config), publicHost: config.publicHost }),
  );
  started.add(() => virtualDevices.stop());
  started.every(virtualDevicesPauseMs, () => virtualDevices.reconcile());
  logger.info({ http, mqtt, deviceHttp }, 'ready');
  return {
    httpPort: http,
    mqttPort: mqtt,
    deviceHttpPort: deviceHttp,
    httpsPort: https,
    mqttsPort: mqtts,
    adminToken,
    adminTokenPath,
    postgresProcessId: postgres?.processId,
    workerProcessIds: workers.processIds,
    forfeited: instanceLock.forfeited,
    renewCertificate: certificates && renewCertificate,
    retire,
    async stop() {
      logger.info('stopping');
      await started.stop();
      logger.info('stopped');
    },
  };

  async function serve(): Promise<Ports> {
    const epoch = await enter();
    started.requireRunning();
    beginning = startServing({
      epoch,
      config,
      installation,
      logger,
      tls: certificates?.material,
      backups,
      throttles,
      nonces,
      virtualDevices,
      vitals,
      directory: { claim: (deviceId, number) => directory.claim(deviceId, { member: own, number }) },
      watchLink: {
        watch: (deviceIds, isWatched) => watches.watch(own, deviceIds, isWatched),
        publish: (events) => watches.publish(own, events),
      },
      commandsBy: () => directory.commands,
      reloadCatalogs,
    });
    serving = await beginning;
    started.requireRunning();
    await watches.join(own);
    return listen(serving, config);
  }

  function renewCertificate(): void {
    certificates!
      .check({ isSure: true })
      .catch((error: unknown) => logger.error({ err: error }, 'the certificate could not be renewed'));
  }

  function startWorkers(): WorkerPool<WorkerBegin> {
    return new WorkerPool({
      count: config.processes - 1,
      program: new URL('./worker.js', import.meta.url),
      services: {
        directory,
        throttles,
        nonces,
        watches,
        vitals,
        backups: () => backups,
        virtualDevices: () => virtualDevices,
        reloadCatalogs,
      },
      enter,
      cleanUpAfter: async (epoch) => tellOffline(await closeAbandonedSessions(database, { epoch }, clock)),
      onReplaced: (exit) => logger.error(exit, 'a server process ended and is replaced'),
    });
  }

  /** Before the devices may connect anywhere else, and be told to be online again. */
  function tellOffline(deviceIds: readonly number[]): void {
    const watched = serving?.watched;
    for (const deviceId of deviceIds) {
      if (watched?.isWatched(deviceId)) watched.publish({ type: 'presence', deviceId, isOnline: false });
    }
    watched?.flush();
  }

  function enter(): Promise<number> {
    return enterServerProcess(database, instance, clock);
  }

  async function askProcesses(): Promise<ProcessAnswer[]> {
    const report = serving && { ...serving.report(), certificate: certificates?.state };
    return [{ processId: process.pid, report }, ...(await workers.reports())];
  }

  async function retire(): Promise<void> {
    serving!.retire();
    workers.retire();
    await pause(config.stopDelayS * 1000);
  }

  async function reloadCatalogs(): Promise<void> {
    await Promise.all([serving!.reloadCatalog(), workers.reloadCatalogs()]);
  }
}

/** Makes room for the logs that are coming and drops those kept long enough. Returns the time that this goes by. */
async function tendLogs(database: Database, config: Config, logger: Logger): Promise<number> {
  await createPartitions(database, clock());
  const { presentMs, isDoubted } = await trustedPresent(database, clock(), clockPatienceRounds);
  if (isDoubted) {
    const logsTendedAt = new Date(presentMs).toISOString();
    logger.warn({ logsTendedAt }, 'the clock is days ahead of the last time: nothing is dropped for a day');
  }
  await dropExpiredPartitions(database, presentMs, config.retentionDays);
  return presentMs;
}

/** Row by row, so never while the server starts. */
async function expireRecords(database: Database, config: Config, presentMs: number): Promise<void> {
  await expireAuditEvents(database, presentMs - config.auditDays * dayMs);
  await expireMessages(database, presentMs);
  await expireConsoleSessions(database, presentMs);
  await expireCallCounts(database, presentMs);
  await expireWaitingDevices(database, presentMs);
}

async function openCertificates(
  { tlsCert, tlsKey, tlsClientCa }: Config,
  log: Logger,
): Promise<CertificateKeeper | undefined> {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const files = { certificate: tlsCert, key: tlsKey, clientAuthorities: tlsClientCa };
  return CertificateKeeper.open({ files, clock, log });
}

function startPostgres(config: Config, logger: Logger): Promise<KeptAlivePostgres> {
  return KeptAlivePostgres.start({
    dataDir: join(config.dataDir, 'postgres'),
    settings: {
      max_connections: String(databaseConnectionsPerProcess * config.processes + furtherDatabaseConnections),
    },
    onRestart: (lastOutput) =>
      logger.error({ lastOutput }, 'PostgreSQL ended by itself and is started again'),
    onStillDown: (error) => logger.error({ err: error }, 'PostgreSQL cannot be started yet'),
  });
}

interface Ports {
  readonly mqtt: number;
  readonly http: number;
  readonly deviceHttp: number | undefined;
  readonly https: number | undefined;
  readonly mqtts: number | undefined;
}

async function listen(serving: Serving, config: Config): Promise<Ports> {
  const { mqttPort, httpPort, deviceHttpPort, httpsPort, mqttsPort, listenHost: host, tlsCert } = config;
  const plainHost = plainListenHost(config);
  const open = (name: PortName, port: number) => openPort(serving, name, { port, host: plainHost });
  const openSecurely = async (name: PortName, port: number) =>
    tlsCert === undefined ? undefined : openPort(serving, name, { port, host });
  return {
    mqtt: await open('mqtt', mqttPort),
    http: await open('http', httpPort),
    deviceHttp: deviceHttpPort === undefined ? undefined : await open('deviceHttp', deviceHttpPort),
    https: await openSecurely('https', httpsPort),
    mqtts: await openSecurely('mqtts', mqttsPort),
  };
}

const portFlags: Readonly<Record<PortName, string>> = {
  mqtt: '--mqtt-port',
  http: '--http-port',
  deviceHttp: '--device-http-port',
  https: '--https-port',
  mqtts: '--mqtts-port',
};

/** When the port is refused, says which one and what to do. */
async function openPort(
  serving: Serving,
  name: PortName,
  on: { readonly port: number; readonly host: string },
): Promise<number> {
  try {
    return await serving.listen(name, on);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw unknownAddress(on.host, cause);
    const { port } = on;
    const reason = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be opened (${code})`;
    throw new QiyunError('5409', {
      detail: `port ${port} ${reason}; choose another with ${portFlags[name]}`,
      cause,
    });
  }
}

function unknownAddress(host: string, cause: unknown): QiyunError {
  const { code } = cause as NodeJS.ErrnoException;
  const detail = `it cannot listen on ${host} (${code}); choose another address with --listen-host`;
  return new QiyunError('5409', { detail, cause });
}
