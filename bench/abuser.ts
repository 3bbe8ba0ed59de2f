import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { LoadDevice } from '../src/simulator/load-generator.ts';

const program = new URL('./abusive-device.js', import.meta.url).pathname;

/** An abusive device in a process of its own: what it does to the measured ones must come from the server. */
export class Abuser {
  readonly #process: ChildProcess;

  constructor(mqttPort: number, { did, passcode }: LoadDevice) {
    this.#process = spawn(process.execPath, [program, String(mqttPort), did, passcode], { stdio: 'ignore' });
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, 'exit');
    if (this.#process.exitCode !== null) return;
    this.#process.kill('SIGTERM');
    await exited;
  }
}
