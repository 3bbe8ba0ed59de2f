import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LoadGeneratorOptions } from '../src/simulator/load-generator.ts';

export type ReportingDevicesOptions = Pick<
  LoadGeneratorOptions,
  'server' | 'devices' | 'payload' | 'window' | 'messagesPerSecond'
>;

/** Devices that report from a thread of their own: beside them, others would wait for their bursts of acknowledgements. */
export class ReportingDevices {
  readonly #thread: Worker;

  private constructor(thread: Worker) {
    this.#thread = thread;
  }

  /** Resolves when all of them report. */
  static async start(options: ReportingDevicesOptions): Promise<ReportingDevices> {
    const thread = new Worker(new URL('./reporting-devices-thread.js', import.meta.url), {
      workerData: options,
    });
    const devices = new ReportingDevices(thread);
    await devices.acknowledged();
    return devices;
  }

  /** How many reports have been acknowledged. */
  async acknowledged(): Promise<number> {
    this.#thread.postMessage('acknowledged');
    const [count] = await once(this.#thread, 'message');
    return count;
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }
}
