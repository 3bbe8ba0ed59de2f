import type { Server as HttpServer } from 'node:http';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createAddressList, isListed } from './api/address-list.ts';
import { registerAdminApi } from './api/admin/admin-api.ts';
import { createAppApi } from './api/app/app-api.ts';
import { registerCaptchaImages } from './api/app/register-captcha-images.ts';
import { defaultAppSocketLimits } from './api/app-socket/app-socket-limits.ts';
import { AppSocketServer } from './api/app-socket/app-socket-server.ts';
import { registerConsoleApi } from './api/console/console-api.ts';
import { EventStreams } from './api/console/event-streams.ts';
import { registerConsolePage } from './api/console-page/register-console-page.ts';
import { createHttpsServer } from './api/create-https-server.ts';
import { registerDebugPage } from './api/debug-page/register-debug-page.ts';
import { createEnterpriseApi } from './api/enterprise/enterprise-api.ts';
import { createHttpApp } from './api/http-app.ts';
import type { HttpApp } from './api/http-face.ts';
import { registerMetrics } from './api/metrics.ts';
import { registerManagementDocument } from './api/openapi/register-management-document.ts';
import { registerOpenApi } from './api/openapi/register-open-api.ts';
import { SessionGate } from './api/session/session-gate.ts';
import { StatusLayouts } from './codec/status-layouts.ts';
import type { Config } from './config.ts';
import { createAccountVerifier } from './external/account-webhook.ts';
import { createCodeSenders } from './external/code-senders.ts';
import { deviceBootstrap } from './gateway/bootstrap/device-bootstrap.ts';
import { signedBootstrap } from './gateway/bootstrap/signed-bootstrap.ts';
import { Gateway } from './gateway/gateway.ts';
import { defaultSessionLimits } from './gateway/session-limits.ts';
import { DefinitionLayouts } from './ingest/definition-layouts.ts';
import { defaultGroupCommitLimits } from './ingest/group-commit.ts';
import { Ingest } from './ingest/ingest.ts';
import { installationFacts } from './installation-facts.ts';
import { Locations } from './location/locations.ts';
import type { Vitals } from './metrics/installation-vitals.ts';
import { ProcessMetrics } from './metrics/process-metrics.ts';
import type { ProcessReport } from './metrics/process-report.ts';
import type { Backups } from './model/backups.ts';
import { systemClock as clock, monotonicClock } from './model/clock.ts';
import type { DeviceCommands } from './model/device-commands.ts';
import { QiyunError } from './model/errors.ts';
import { type ListenOn, listenOn, type PortName } from './model/listen-on.ts';
import { ReportCalendar } from './model/report-calendar.ts';
import type { SessionDirectory } from './model/session-directory.ts';
import type { Nonces } from './model/shown-nonces.ts';
import type { Throttles } from './model/throttle.ts';
import type { TlsMaterial } from './model/tls-material.ts';
import type { VirtualDevices } from './model/virtual-devices.ts';
import { WatchedDevices, type WatchLink } from './processes/watched-devices.ts';
import { StartedParts } from './started-parts.ts';
import { createAdoption } from './store/adoption.ts';
import { entriesIn } from './store/batch/batch-rows.ts';
import { BatchWriter } from './store/batch/batch-writer.ts';
import { CallLog } from './store/call-log.ts';
import { Catalog } from './store/catalog.ts';
import { type Connection, Database } from './store/database.ts';
import { createDeviceLogin } from './store/device-login.ts';
import { createDeviceRegistrar } from './store/device-registrar.ts';
import { endLentBindings } from './store/end-lent-bindings.ts';
import { FrameRates } from './store/frame-rates.ts';
import { createPartitions } from './store/partitions.ts';
import { PasscodeCheck } from './store/passcode-check.ts';
import { readSealingKey } from './store/sealing-key.ts';
import { SecretSeal } from './store/secret-seal.ts';
import { leaveServerProcess, renewLease } from './store/server-process.ts';
import { SignatureCheck } from './store/signature-check.ts';
import { UserActivity } from './store/user-activity.ts';
import { UserChanges } from './store/user-changes.ts';
import { UserTokens } from './store/user-tokens.ts';
import {
  deviceContextOptions,
  httpsOptions,
  mqttsOptions,
  secureContextOptions,
} from './tls/secure-server-options.ts';
import { UnfinishedHandshakes } from './tls/unfinished-handshakes.ts';

/** What a process needs to know of the installation to serve it. */
export interface Installation {
  readonly connection: Connection;
  readonly reportTimeZone: string;
  readonly adminToken: string;
}

export interface ServingOptions {
  /** Of this life of the process. */
  readonly epoch: number;
  readonly config: Config;
  readonly installation: Installation;
  readonly logger: Logger;
  /** What TLS begins with; undefined: there is none. */
  readonly tls: TlsMaterial | undefined;
  readonly directory: SessionDirectory;
  readonly backups: Backups;
  readonly throttles: Throttles;
  readonly nonces: Nonces;
  readonly virtualDevices: VirtualDevices;
  readonly watchLink: WatchLink;
  /** Of all processes. */
  readonly vitals: Vitals;
  /** Calls `reloadCatalog` of every process, this one included. */
  reloadCatalogs(): Promise<void>;
  /** Reaches devices wherever they are connected; given the commands of this process's own gateway. */
  commandsBy(gateway: Gateway): DeviceCommands;
}

/** One process that serves devices and callers, not yet on any port. */
export interface Serving {
  readonly gateway: Gateway;
  readonly watched: WatchedDevices;
  /** What this process has done so far, and how it is. */
  report(): ProcessReport;
  /** Lets another process have a device: resolves when all of it is on disk, and told to whoever watches it. */
  release(deviceId: number, claim: number): Promise<void>;
  /**
   * Returns the port. On a socket that another process shares it accepts from the same turn of the event loop on: what
   * arrives between would be accepted by nobody's server.
   */
  listen(name: PortName, on: ListenOn): Promise<number>;
  /** The listening servers, to be shared with other processes. */
  servers(): Partial<Record<PortName, Server>>;
  /** Resolves when the catalog has all that was committed before the call. */
  reloadCatalog(): Promise<void>;
  /** Shows this certificate in every handshake that begins from now on. */
  renewTls(material: TlsMaterial): void;
  /** Not ready from now on, so that load balancers go elsewhere; whatever still comes is served as before. */
  retire(): void;
  /** Closes the HTTP ports and resolves when what was asked before has been answered, or is late. */
  finishRequests(): Promise<void>;
  stop(): Promise<void>;
}

const leaseRenewalMs = 3_000;
/** How much longer than agreed somebody may have a device that is lent to him. */
const lentBindingsPauseMs = 10_000;
/** How soon a device that was approved is cut, so that it comes back and is let in. */
const decidedWaitsPauseMs = 2_000;
const maxDeviceConnections = 200_000;
const apiConnections = 10;
const callLogPauseMs = 1_000;

/**
 * Wires one process in the order in which data flows: store, ingest, gateway, api. Every process of an installation is
 * wired like this; what they have only once is in server.ts.
 */
export async function startServing(options: ServingOptions): Promise<Serving> {
  const started = new StartedParts(options.logger);
  try {
    return await start(options, started);
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function start(options: ServingOptions, started: StartedParts): Promise<Serving> {
  const { epoch, config, logger, directory, throttles, nonces } = options;
  const { tls } = options;
  const { connection, reportTimeZone, adminToken } = options.installation;

  // store
  const metrics = new ProcessMetrics(clock);
  started.add(async () => metrics.close());
  const database = new Database(connection, apiConnections, metrics.queryTimes);
  started.add(() => database.close());
  const calls = new CallLog(database, clock);
  started.add(() => calls.write());
  started.every(callLogPauseMs, () => calls.write());
  const seal = new SecretSeal(await readSealingKey(join(config.dataDir, 'sealing-key')));
  const passcodes = new PasscodeCheck(seal, monotonicClock);
  const catalog = new Catalog(database, () => options.reloadCatalogs());
  await catalog.open();
  started.add(() => catalog.close());
  started.add(() => leaveServerProcess(database, epoch, clock));
  started.every(leaseRenewalMs, () => renewLease(database, epoch, clock));

  started.every(lentBindingsPauseMs, () => endLentBindings(database, clock()));

  // location
  const locations = Locations.open();
  started.add(async () => locations.close());

  // ingest
  const watched = new WatchedDevices(options.watchLink, (deviceId) => gateway.tellClientCount(deviceId));
  const calendar = new ReportCalendar(reportTimeZone);
  const statusLayouts = new StatusLayouts();
  const writer = new BatchWriter(connection);
  started.add(() => writer.close());
  const ingest = new Ingest({
    epoch,
    clock,
    monotonicClock,
    calendar,
    limits: defaultGroupCommitLimits,
    layouts: new DefinitionLayouts(catalog, statusLayouts),
    locations,
    events: watched,
    write: (batch) => metrics.commit(entriesIn(batch), writer.write(batch)),
    makePartitions: (ms) => createPartitions(database, ms),
    onPressure: (isHigh) => gateway.setPressure(isHigh),
    onRefused: ({ type, deviceId }, error) => logger.error({ err: error, type, deviceId }, 'refused'),
  });
  started.add(() => ingest.idle());
  const frameRates = new FrameRates(database, { epoch, clock, monotonicClock });
  started.add(() => frameRates.end());
  started.every(leaseRenewalMs, () => frameRates.tell(ingest.framesByProduct));

  // gateway
  const signatures = new SignatureCheck({ catalog, passcodes, nonces });
  const gateway = new Gateway({
    monotonicClock,
    limits: defaultSessionLimits,
    maxConnections: maxDeviceConnections,
    tls: tls && mqttsOptions(tls),
    ingest,
    directory,
    login: createDeviceLogin({ database, catalog, passcodes, signatures, clock }),
    adoption: createAdoption({ database, catalog, seal, clock, newDevices: throttles.newDevices }),
    clientCount: (deviceId) => watched.watcherCount(deviceId),
    productOf: (productId) => catalog.productById(productId),
    onSession: (change) =>
      logger.debug(change, change.reason ? 'a connection of a device ended' : 'a session of a device began'),
  });
  started.add(() => gateway.close());
  started.every(decidedWaitsPauseMs, () => gateway.endDecidedWaits());
  const commands = options.commandsBy(gateway);
  const { mqttPort, httpPort, deviceHttpPort, mqttsPort, httpsPort } = config;
  const ports = {
    mqtt: mqttPort,
    http: httpPort,
    deviceHttp: deviceHttpPort,
    mqtts: tls && mqttsPort,
    https: tls && httpsPort,
  };
  const addresses = {
    publicHost: config.publicHost,
    mqttPort: () => ports.mqtt,
    httpPort: () => ports.http,
    mqttsPort: () => ports.mqtts,
    httpsPort: () => ports.https,
  };
  const bootstrap = {
    registrar: createDeviceRegistrar({
      database,
      catalog,
      seal,
      passcodes,
      signatures,
      clock,
      throttles,
      endSession: (deviceId: number) => commands.disconnect(deviceId, 'offline_reset'),
    }),
    ...addresses,
    clock,
  };

  // api
  let isRetired = false;
  const createApp = (): HttpApp =>
    createHttpApp({
      checkReady: async () => {
        if (isRetired) throw new QiyunError('5409', { status: 503, detail: 'this server is about to stop' });
        ingest.requireProgress();
        await database.ping();
      },
      logger,
      trustedProxies: config.trustedProxies,
      logsAccess: config.accessLog,
      onAnswered: (answer) => metrics.http.count(answer),
    });
  const services = { database, catalog, seal, passcodes, clock, commands, layouts: statusLayouts, throttles };
  const sessionGate = new SessionGate({ database, adminToken, clock });
  const app = createApp();
  registerOpenApi(app);
  registerManagementDocument(app);
  registerDebugPage(app);
  registerConsolePage(app);
  registerCaptchaImages(app, seal);
  app.register(deviceBootstrap, bootstrap);
  app.register(signedBootstrap, bootstrap);
  app.register(createEnterpriseApi({ ...services, calendar, sessionGate, calls }));
  const senders = createCodeSenders(config, { clock, log: logger });
  const accounts = createAccountVerifier(config, clock);
  // One memory of who has called, whether over HTTP or on a socket.
  const users = { tokens: new UserTokens(database), activity: new UserActivity(database) };
  app.register(createAppApi({ ...services, ...users, calendar, locations, addresses, senders, accounts }));
  registerAdminApi(app, { ...services, backups: options.backups, adminToken, sessionGate });
  const { vitals } = options;
  const { metricsToken } = config;
  registerMetrics(app, { vitals, adminToken, metricsToken, failedAttempts: throttles.failedAttempts });
  const eventStreams = new EventStreams();
  const facts = installationFacts(config, reportTimeZone, () => ports);
  registerConsoleApi(app, {
    ...services,
    calendar,
    virtualDevices: options.virtualDevices,
    adminToken,
    sessionGate,
    watch: watched,
    eventStreams,
    vitals,
    facts,
  });
  const appSockets = new AppSocketServer({
    ...services,
    calendar,
    monotonicClock,
    ...users,
    watch: watched,
    trustedProxies: config.trustedProxies,
    limits: defaultAppSocketLimits,
    onFault: (error) => logger.error({ err: error }, 'a message of an app failed'),
  });
  const https =
    tls && createHttpsServer(app, { tls: httpsOptions(tls), trustedProxies: config.trustedProxies });
  appSockets.attach(app.server);
  if (https) appSockets.attach(https);
  started.add(() => appSockets.close());
  const userChanges = new UserChanges({
    connection,
    onBinding: (change) => appSockets.bindingChanged(change),
    onTokenEnd: (token) => appSockets.tokenEnded(token),
    onGap: () => appSockets.changesMissed(),
  });
  await userChanges.open();
  started.add(() => userChanges.close());
  const deviceApp = createApp();
  deviceApp.register(deviceBootstrap, bootstrap);
  deviceApp.register(signedBootstrap, bootstrap);

  await Promise.all([app.ready(), deviceApp.ready()]);
  started.add(() => Promise.all([app.close(), deviceApp.close()]));
  const listeners: Record<PortName, (on: ListenOn) => Promise<number>> = {
    mqtt: (on) => gateway.listen(on),
    mqtts: (on) => gateway.listenSecurely(on),
    http: (on) => listenOn(app.server, on),
    https: (on) => listenOn(https!, on),
    deviceHttp: (on) => listenOn(deviceApp.server, on),
  };
  const servers = {
    mqtt: gateway.server,
    http: app.server,
    deviceHttp: deviceApp.server,
    mqtts: gateway.secureServer,
    https,
  };
  const proxies = createAddressList(config.trustedProxies);
  const isProxy = (address: string) => isListed(proxies, address);
  const handshakes = new Map<Server | undefined, UnfinishedHandshakes>(
    [gateway.secureServer, https].flatMap((server) =>
      server ? [[server, new UnfinishedHandshakes(server, isProxy)]] : [],
    ),
  );

  let finished: Promise<unknown> | undefined;
  const finishRequests = async () => {
    for (const unfinished of handshakes.values()) unfinished.close();
    // They are no longer the HTTP server's, and would keep it open; so would answers without an end.
    eventStreams.close();
    const open = [app.server, deviceApp.server, ...(https ? [https] : [])].filter(
      (server) => server.listening,
    );
    finished ??= Promise.all([appSockets.close(), ...open.map(finishAnswers)]);
    await finished;
  };
  started.add(finishRequests);

  return {
    gateway,
    watched,
    report: () =>
      metrics.report({
        gateway,
        ingest,
        pool: database.pool,
        quotaRefusals: calls.refusals,
        failedHandshakes: [...handshakes.values()].reduce((sum, { failures }) => sum + failures, 0),
      }),
    async release(deviceId, claim) {
      await gateway.release(deviceId, claim);
      watched.flush();
    },
    async listen(name, on) {
      const port = await listeners[name](on);
      ports[name] = port;
      return port;
    },
    servers: () => Object.fromEntries(Object.entries(servers).filter(([, server]) => server?.listening)),
    reloadCatalog: () => catalog.reloadHere(),
    renewTls(material) {
      gateway.secureServer?.setSecureContext(deviceContextOptions(material));
      https?.setSecureContext(secureContextOptions(material));
    },
    retire: () => {
      isRetired = true;
    },
    finishRequests,
    stop: () => started.stop(),
  };
}

/** Closes the ports and resolves when all answers under way have gone out, or are late. */
async function finishAnswers(server: HttpServer): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.race([closed, pause(answersDueMs, undefined, { ref: false })]);
  server.closeAllConnections();
}

/** How long answers under way may take when the server stops. */
const answersDueMs = 5_000;
