import { setTimeout as pause } from 'node:timers/promises';
import type { CountedPayload } from '../src/simulator/counted-payload.ts';
import { type LoadDevice, LoadGenerator } from '../src/simulator/load-generator.ts';
import type { LoadTarget } from './load-target.ts';

export interface LoadRunOptions {
  readonly devices: readonly LoadDevice[];
  readonly payload: CountedPayload;
  /** Messages per device under way. */
  readonly window: number;
  /** Of all devices together, whatever the server does; left out: as fast as it acknowledges. */
  readonly messagesPerSecond?: number;
  readonly measuredMs: number;
}

export interface LoadFigures {
  readonly messagesPerSecond: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  /** Cores in use: processor seconds a second. */
  readonly cores: { readonly server: number; readonly postgres: number; readonly generator: number };
}

const warmUpMs = 2_000;
const finishPatienceMs = 60_000;

/** Puts one load on a server and measures it, after a while of warming up. */
export async function runLoad(target: LoadTarget, options: LoadRunOptions): Promise<LoadFigures> {
  const { measuredMs, ...loadOptions } = options;
  const server = { host: '127.0.0.1', port: target.mqttPort };
  const load = new LoadGenerator({ ...loadOptions, server });
  try {
    await load.connect();
    load.begin();
    await pause(warmUpMs);
    const figures = await measure(load, target, measuredMs);
    await load.finish(finishPatienceMs);
    return figures;
  } finally {
    load.stop();
  }
}

async function measure(load: LoadGenerator, target: LoadTarget, measuredMs: number): Promise<LoadFigures> {
  load.takeLatency();
  const acknowledged = load.acknowledged;
  const cpu = cpuSeconds(target);
  const startedMs = performance.now();
  await pause(measuredMs);
  const seconds = (performance.now() - startedMs) / 1000;
  const messagesPerSecond = (load.acknowledged - acknowledged) / seconds;
  const latency = load.takeLatency();
  const cpuAfter = cpuSeconds(target);
  return {
    messagesPerSecond,
    ackP50Ms: latency.percentileMs(0.5),
    ackP99Ms: latency.percentileMs(0.99),
    cores: {
      server: (cpuAfter.server - cpu.server) / seconds,
      postgres: (cpuAfter.postgres - cpu.postgres) / seconds,
      generator: (cpuAfter.generator - cpu.generator) / seconds,
    },
  };
}

/** The generator is this process. */
function cpuSeconds(target: LoadTarget): { server: number; postgres: number; generator: number } {
  const { user, system } = process.cpuUsage();
  return { ...target.cpuSeconds(), generator: (user + system) / 1e6 };
}
