import { join } from 'node:path';
import { AdminClient } from './cli/admin-client.ts';
import { type Config, configHelp, plainListenHost, readConfig, readDemoDevices } from './config.ts';
import { commandsToTry } from './demo/commands-to-try.ts';
import { createDemo } from './demo/create-demo.ts';
import { loadDemoKeys } from './demo/demo-keys.ts';
import { ProgressLine } from './demo/progress-line.ts';
import { startDemoFleet } from './demo/start-demo-fleet.ts';
import { type Running, runUntilSignal } from './process-ending.ts';
import { readyLine } from './ready-line.ts';
import { type RunningServer, startServer } from './server.ts';
import type { SimulatedFleet } from './simulator/simulated-fleet.ts';
import { untilAborted } from './until-aborted.ts';
import { localHost, whereabouts } from './whereabouts.ts';

const help = `
The demo keeps its data in ./demo-data unless told otherwise.
  ${''.padEnd(20)} QIYUN_DEMO_DEVICES       simulated devices [200]`;

/** A server with simulated devices on the true wire, set up and shown as a customer would, over HTTP only. */
async function main(stopping: AbortSignal): Promise<Running | undefined> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${configHelp()}\n${help}\n`);
    return undefined;
  }
  const environment = { ...process.env, QIYUN_DATA_DIR: process.env.QIYUN_DATA_DIR || 'demo-data' };
  const config = readConfig(environment, argv);
  const deviceCount = readDemoDevices(environment);
  const server = await startServer(config, stopping);
  try {
    const fleet = await untilAborted(present({ server, config, deviceCount }), stopping);
    const progress = new ProgressLine(process.stdout, () => describe(fleet));
    progress.begin();
    return {
      retire: () => server.retire(),
      stop: async () => {
        progress.end();
        process.stdout.write('Stopping.\n');
        await fleet.stop();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

interface Demo {
  readonly server: RunningServer;
  readonly config: Config;
  readonly deviceCount: number;
}

/** Sets up what is not there yet, starts the devices and tells where everything is and what to try. */
async function present({ server, config, deviceCount }: Demo): Promise<SimulatedFleet> {
  const host = localHost(plainListenHost(config));
  const url = `http://${host}:${server.httpPort}`;
  const keys = await loadDemoKeys(join(config.dataDir, 'demo.json'));
  const api = new AdminClient(url, server.adminToken);
  await createDemo(api, keys);
  const bootstrap = { host: host.replace(/^\[(.*)\]$/, '$1'), port: server.httpPort, hostName: host };
  const fleet = await startDemoFleet({ api, keys, bootstrap, deviceCount });
  const [device] = fleet.devices;
  await device!.online();
  process.stdout.write(`The Qiyun demo is running. Ctrl-C ends it; the next run goes on with the same data.
${whereabouts(server, config)}
  Keys   ${join(config.dataDir, 'demo.json')}
${readyLine(server)}

Paste these into another terminal:

${commandsToTry({ url, keys, did: device!.did! })}
`);
  return fleet;
}

function describe(fleet: SimulatedFleet): string {
  const { devices, online, reportsSent, controlsAnswered } = fleet.progress;
  return `${online} of ${devices} devices online, ${reportsSent} reports sent, ${controlsAnswered} commands obeyed`;
}

runUntilSignal(main);
