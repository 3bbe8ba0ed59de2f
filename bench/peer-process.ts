import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadTarget } from './load-target.ts';
import { familyOf, memoryBytes, processorSeconds } from './process-family.ts';

const startPatienceMs = 10_000;
const retryMs = 20;

/** Another program that listens for MQTT on a port. */
export class PeerProcess implements LoadTarget {
  readonly mqttPort: number;
  readonly #process: ChildProcess;

  constructor(process: ChildProcess, mqttPort: number) {
    this.#process = process;
    this.mqttPort = mqttPort;
  }

  /** Resolves when it accepts connections. */
  static async start(program: string, args: readonly string[], mqttPort: number): Promise<PeerProcess> {
    const child = spawn(program, args, { stdio: 'ignore' });
    const deadlineMs = performance.now() + startPatienceMs;
    while (!(await accepts(mqttPort))) {
      if (performance.now() > deadlineMs) throw new Error(`${program} does not listen on ${mqttPort}`);
      await pause(retryMs);
    }
    return new PeerProcess(child, mqttPort);
  }

  cpuSeconds(): { server: number; postgres: number } {
    return { server: processorSeconds(familyOf(this.#process.pid!)), postgres: 0 };
  }

  memoryBytes(): { server: number; postgres: number } {
    return { server: memoryBytes(familyOf(this.#process.pid!)), postgres: 0 };
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await exited;
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
