import type { Config } from './config.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { DeviceCommands } from './model/device-commands.ts';
import { asBuffer, type PrimaryCalls, type WorkerCalls } from './processes/member-calls.ts';
import { ProcessLink } from './processes/process-link.ts';
import { SharedSockets } from './processes/shared-sockets.ts';
import { createLogger } from './server-logger.ts';
import { type Installation, type Serving, startServing } from './serving.ts';

/** What a further process needs to serve; its ports come as sockets. */
export interface WorkerBegin {
  readonly config: Config;
  readonly installation: Installation;
  readonly hasDeviceHttpPort: boolean;
}

/** A further process of the installation: serves on the first one's ports, and ends with it. */
function main(): void {
  const sockets = new SharedSockets();
  process.on('message', (message, server) => sockets.receive(message, server));
  // A terminal's Ctrl-C reaches every process; the first one says when to stop.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.on('disconnect', () => process.exit(1));
  // The first one may have ended while this program was loading: nobody would tell it again.
  if (!process.connected) process.exit(1);
  let serving: Serving | undefined;
  const running = () => serving!.gateway;
  const calls: WorkerCalls<WorkerBegin> = {
    begin: async (options) => {
      serving = await begin(options, link, sockets);
      return serving.epoch;
    },
    stop: async () => {
      await serving?.stop();
      // After the answer has gone out.
      setImmediate(() => process.exit(0));
    },
    release: (deviceId) => running().release(deviceId),
    send: (deviceId, payload, options) => running().send(deviceId, asBuffer(payload), options),
    disconnect: (deviceId, reason) => running().disconnect(deviceId, reason),
    checkFirmware: (deviceId, target) => running().checkFirmware(deviceId, target),
  };
  const link = new ProcessLink<PrimaryCalls>(
    {
      post: (message) => void process.send!(message, undefined, {}, () => {}),
      onMessage: (listener) => process.on('message', listener),
    },
    calls,
  );
}

async function begin(
  { config, installation, hasDeviceHttpPort }: WorkerBegin,
  link: ProcessLink<PrimaryCalls>,
  sockets: SharedSockets,
): Promise<Serving> {
  const serving = await startServing({
    config,
    installation,
    logger: createLogger(config),
    directory: { claim: (deviceId) => link.call('claim', deviceId) },
    throttles: {
      failedAttempts: { take: (key) => link.call('takeFailedAttempt', key) },
      newDevices: { take: (key) => link.call('takeNewDevice', key) },
    },
    commandsBy: (gateway) => commandsFromHere(gateway, link),
  });
  await serving.listen({
    mqtt: { shared: await sockets.get('mqtt') },
    http: { shared: await sockets.get('http') },
    deviceHttp: hasDeviceHttpPort ? { shared: await sockets.get('deviceHttp') } : undefined,
  });
  return serving;
}

/** A device that is connected to this very process is reached without a detour. */
function commandsFromHere(gateway: Gateway, link: ProcessLink<PrimaryCalls>): DeviceCommands {
  return {
    send: (deviceId, payload, options) =>
      gateway.hasSession(deviceId)
        ? gateway.send(deviceId, payload, options)
        : link.call('send', deviceId, payload, options),
    disconnect: (deviceId, reason) =>
      gateway.hasSession(deviceId)
        ? gateway.disconnect(deviceId, reason)
        : link.call('disconnect', deviceId, reason),
    checkFirmware: (deviceId, target) =>
      gateway.hasSession(deviceId)
        ? gateway.checkFirmware(deviceId, target)
        : link.call('checkFirmware', deviceId, target),
  };
}

main();
