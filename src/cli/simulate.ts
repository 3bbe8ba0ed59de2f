import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BootstrapServer } from '../simulator/bootstrap-exchange.ts';
import { type MqttVersion, protocolOf } from '../simulator/connect-packet.ts';
import { lifelikeHabits } from '../simulator/device-habits.ts';
import { SimulatedFleet } from '../simulator/simulated-fleet.ts';
import { readSimulatedProduct, type SimulatedProduct } from '../simulator/simulated-product.ts';
import { type AdminClient, path } from './admin-client.ts';
import { CliError } from './cli-error.ts';
import type { CliIo } from './cli-io.ts';
import type { GlobalOptions } from './global-options.ts';
import { type CommandCall, withServer } from './with-server.ts';

export interface SimulateOptions extends GlobalOptions {
  /** URL where devices register, where that is not the server itself. */
  readonly deviceServer?: string;
  /** Its product_key. */
  readonly product: string;
  readonly devices: number;
  /** Seconds between two reports of a device, on average. */
  readonly intervalS: number;
  readonly seed: number;
  readonly mqtt: MqttVersion;
}

const defaultServer = 'http://127.0.0.1:8080';
const progressIntervalMs = 1000;
const devicesMax = 100_000;
const intervalMaxS = 86_400;
const seedMax = 0xffff_ffff;
const versions = Object.keys(protocolOf);

const examples = `
Examples:
  qiyun simulate --product de9e…
  qiyun simulate --product de9e… --devices 1000 --interval-s 30`;

/** `qiyun simulate`: devices that live against a server until Ctrl-C. */
export function registerSimulate(program: Command, io: CliIo): void {
  program
    .command('simulate')
    .description('run devices of a product that report, raise alarms and obey, until Ctrl-C')
    .requiredOption('--product <product_key>', 'of which product; it must have data points')
    .option('--devices <count>', 'how many', numberFrom(1, devicesMax), 10)
    .option('--interval-s <seconds>', 'between two reports of a device', numberFrom(1, intervalMaxS), 5)
    .option('--seed <number>', 'the same seed repeats the same lives', numberFrom(0, seedMax), 1)
    .addOption(new Option('--mqtt <version>', 'which version they speak').choices(versions).default('3.1'))
    .option('--device-server <url>', 'where devices register; default the server itself')
    .addHelpText('after', examples)
    .action(withServer<SimulateOptions>(io, (call) => simulate(call, untilTerminated())));
}

/** Runs the fleet until the signal, and prints how it fares every second. */
export async function simulate(call: CommandCall<SimulateOptions>, signal: AbortSignal): Promise<void> {
  const { api, io, options } = call;
  const fleet = new SimulatedFleet({
    bootstrap: bootstrapServer(
      options.deviceServer ?? options.server ?? io.env.QIYUN_SERVER ?? defaultServer,
    ),
    parts: [{ product: await fetchProduct(api, options.product), deviceCount: options.devices }],
    habits: lifelikeHabits(options.intervalS * 1000),
    seed: options.seed,
    version: options.mqtt,
  });
  fleet.start();
  while (!signal.aborted) {
    await pause(progressIntervalMs, undefined, { signal }).catch(() => {});
    call.printer.done(progressLine(fleet), { ...fleet.progress });
  }
  await fleet.stop();
}

function untilTerminated(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  return ending.signal;
}

async function fetchProduct(api: AdminClient, productKey: string): Promise<SimulatedProduct> {
  const { datapoints } = await api.get<{ datapoints: unknown }>(path`/products/${productKey}`);
  if (datapoints !== null) return readSimulatedProduct(productKey, datapoints);
  throw new CliError(
    `Product ${productKey} has no data points. Give it some with product update --definition.`,
  );
}

function bootstrapServer(url: string): BootstrapServer {
  if (!URL.canParse(url) || new URL(url).protocol !== 'http:') {
    throw new CliError(`Devices register over plain HTTP, not at ${url}. Say where with --device-server.`);
  }
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || 80), hostName: hostname };
}

function progressLine(fleet: SimulatedFleet): string {
  const { devices, online, reportsSent, controlsAnswered } = fleet.progress;
  const line = `${online} of ${devices} devices online, ${reportsSent} reports sent, ${controlsAnswered} controls answered`;
  const failing = online === 0 ? fleet.devices.find(({ lastFailure }) => lastFailure !== '') : undefined;
  return failing === undefined ? line : `${line} (${failing.lastFailure})`;
}

function numberFrom(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
