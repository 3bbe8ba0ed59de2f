import type { Config } from './config.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { DeviceCommands } from './model/device-commands.ts';
import type { Throttle, Throttles } from './model/throttle.ts';
import type { TlsMaterial } from './model/tls-material.ts';
import { asBuffer, type PrimaryCalls, type WorkerCalls } from './processes/member-calls.ts';
import { ProcessLink } from './processes/process-link.ts';
import { createLogger } from './server-logger.ts';
import { type Installation, type Serving, startServing } from './serving.ts';

/** What a further process needs to serve; its sockets come after it has begun. */
export interface WorkerBegin {
  readonly config: Config;
  readonly installation: Installation;
  readonly tls: TlsMaterial | undefined;
}

/** A further process of the installation: serves on the first one's ports, and ends with it. */
function main(): void {
  process.on('disconnect', () => process.exit(1));
  // The first process may have ended while this one was loading.
  if (!process.connected) process.exit(1);
  // A terminal's Ctrl-C reaches every process; the first one says when to stop.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  // So does what tells a whole service to read its certificate again.
  process.on('SIGHUP', () => {});
  let begun: Promise<void> | undefined;
  let serving: Serving | undefined;
  const gateway = () => serving!.gateway;
  const watched = () => serving!.watched;
  const calls: WorkerCalls<WorkerBegin> = {
    begin: (options, epoch) => {
      begun = begin(options, epoch, link).then((begunServing) => {
        serving = begunServing;
      });
      return begun;
    },
    listen: async (name, shared) => void (await serving!.listen(name, { shared })),
    stop: async () => {
      await serving?.stop();
      // After the answer has gone out.
      setImmediate(() => process.exit(0));
    },
    retire: async () => serving?.retire(),
    finishRequests: async () => serving?.finishRequests(),
    ping: async () => {},
    report: async () => serving!.report(),
    reloadCatalog: async () => {
      // It may have read its catalog already and not yet begun.
      await begun;
      await serving?.reloadCatalog();
    },
    renewTls: async (material) => {
      // It may have been given the one before to begin with.
      await begun;
      serving?.renewTls(material);
    },
    release: (deviceId, claim) => serving!.release(deviceId, claim),
    send: (deviceId, payload, options) => gateway().send(deviceId, asBuffer(payload), options),
    disconnect: (deviceId, reason) => gateway().disconnect(deviceId, reason),
    checkFirmware: (deviceId, target) => gateway().checkFirmware(deviceId, target),
    watchedElsewhere: async (deviceIds, isWatched) => watched().setElsewhere(deviceIds, isWatched),
    deliver: async (events) => watched().deliver(events),
  };
  const link = new ProcessLink<PrimaryCalls>(
    {
      post: (message, socket) => void process.send!(message, socket, {}, () => {}),
      onMessage: (listener) => process.on('message', listener),
    },
    calls,
  );
}

function begin(
  { config, installation, tls }: WorkerBegin,
  epoch: number,
  link: ProcessLink<PrimaryCalls>,
): Promise<Serving> {
  return startServing({
    epoch,
    config,
    installation,
    tls,
    logger: createLogger(config),
    directory: { claim: (deviceId, claim) => link.call('claim', deviceId, claim) },
    watchLink: {
      watch: (deviceIds, isWatched) => link.call('watch', deviceIds, isWatched),
      publish: (events) => link.call('publish', events),
    },
    vitals: {
      processes: () => link.call('processStates'),
      history: () => link.call('vitalsHistory'),
    },
    backups: {
      begin: () => link.call('beginBackup'),
      overview: () => link.call('backupOverview'),
      erase: (id) => link.call('eraseBackup', id),
    },
    virtualDevices: {
      reconcile: () => link.call('reconcileVirtualDevices'),
      report: (...report) => link.call('reportVirtually', ...report),
    },
    throttles: {
      failedAttempts: throttleOver(link, 'failedAttempts'),
      loginsFromSite: throttleOver(link, 'loginsFromSite'),
      loginsOfAccount: throttleOver(link, 'loginsOfAccount'),
      newDevices: throttleOver(link, 'newDevices'),
      newUsers: throttleOver(link, 'newUsers'),
      codesFromAddress: throttleOver(link, 'codesFromAddress'),
      codesOfApp: throttleOver(link, 'codesOfApp'),
      codesToRecipient: throttleOver(link, 'codesToRecipient'),
    },
    nonces: { show: (...shown) => link.call('showNonce', ...shown) },
    commandsBy: (gateway) => commandsFromHere(gateway, link),
    reloadCatalogs: () => link.call('reloadCatalogs'),
  });
}

function throttleOver(link: ProcessLink<PrimaryCalls>, name: keyof Throttles): Throttle {
  return {
    take: (key) => link.call('takeTurn', name, key),
    giveBack: (key) => link.call('giveBackTurn', name, key),
  };
}

/** A device that is connected to this very process is reached without a detour. */
function commandsFromHere(gateway: Gateway, link: ProcessLink<PrimaryCalls>): DeviceCommands {
  return {
    send: (deviceId, payload, options) =>
      gateway.hasSession(deviceId)
        ? gateway.send(deviceId, payload, options)
        : link.call('send', deviceId, payload, options),
    // The directory has to know, also of a session that is here: a login may be under way elsewhere.
    disconnect: (deviceId, reason) => link.call('disconnect', deviceId, reason),
    checkFirmware: (deviceId, target) =>
      gateway.hasSession(deviceId)
        ? gateway.checkFirmware(deviceId, target)
        : link.call('checkFirmware', deviceId, target),
  };
}

main();
