import { type ChildProcess, fork } from 'node:child_process';
import type { Server } from 'node:net';
import type { Throttles } from '../model/throttle.ts';
import type { DeviceDirectory, Member } from './device-directory.ts';
import { asBuffer, type PrimaryCalls, type WorkerCalls } from './member-calls.ts';
import { ProcessLink } from './process-link.ts';

export interface WorkerPoolOptions<_Begin> {
  /** How many further processes. */
  readonly count: number;
  /** The program they run. */
  readonly program: URL;
  readonly directory: DeviceDirectory;
  readonly throttles: Throttles;
  /** Ends what a process that died has left open, before its devices may connect elsewhere. */
  cleanUpAfter(epoch: number | undefined): Promise<void>;
  /** A process has ended by itself and another takes its place. */
  onReplaced(exitCode: number | null, signal: string | null): void;
}

/** What every worker is given to begin with. */
export interface WorkerStart<Begin> {
  readonly begin: Begin;
  /** Listening sockets, by the name the worker knows them by. */
  readonly servers: Readonly<Record<string, Server>>;
}

const replacementPauseMs = 500;

/** The further processes of an installation: started early, set to work when all is ready, replaced when they die. */
export class WorkerPool<Begin> {
  readonly #options: WorkerPoolOptions<Begin>;
  readonly #workers = new Set<Worker<Begin>>();
  #start: WorkerStart<Begin> | undefined;
  #isStopping = false;

  /** Starts the processes, which load their program while the first one is still starting the rest. */
  constructor(options: WorkerPoolOptions<Begin>) {
    this.#options = options;
    for (let index = 0; index < options.count; index++) this.#add();
  }

  get epochs(): number[] {
    return [...this.#workers].flatMap(({ epoch }) => epoch ?? []);
  }

  get processIds(): number[] {
    return [...this.#workers].map(({ processId }) => processId);
  }

  /** Resolves when all processes serve. */
  async begin(start: WorkerStart<Begin>): Promise<void> {
    this.#start = start;
    await Promise.all([...this.#workers].map((worker) => worker.begin(start)));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#workers].map((worker) => worker.stop()));
  }

  #add(): Worker<Begin> {
    const worker = new Worker(this.#options);
    this.#workers.add(worker);
    void worker.ended.then(({ code, signal }) => {
      this.#workers.delete(worker);
      if (this.#isStopping) return;
      this.#options.onReplaced(code, signal);
      setTimeout(() => this.#replace(), replacementPauseMs);
    });
    return worker;
  }

  #replace(): void {
    if (this.#isStopping || !this.#start) return;
    // One that dies while it begins is replaced like any other.
    this.#add()
      .begin(this.#start)
      .catch(() => {});
  }
}

/** One further process, as the first one sees it. */
class Worker<Begin> implements Member {
  readonly #process: ChildProcess;
  readonly #link: ProcessLink<WorkerCalls<Begin>>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  /** Resolves after the process has ended and what it left open has been closed. */
  readonly #gone: Promise<void>;
  epoch: number | undefined;

  constructor(options: WorkerPoolOptions<Begin>) {
    const child = fork(options.program, [], { serialization: 'advanced', stdio: 'inherit' });
    this.#process = child;
    this.#link = new ProcessLink(
      {
        post: (message) => void child.send(message as object, () => {}),
        onMessage: (listener) => child.on('message', listener),
      },
      this.#primaryCalls(options),
    );
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', () => resolve({ code: null, signal: null }));
    });
    this.#gone = this.ended.then(() => {
      this.#link.break();
      const { epoch } = this;
      // Not among the living ones any more: what those have open is left alone.
      this.epoch = undefined;
      return options.cleanUpAfter(epoch);
    });
    this.#gone.catch(() => {});
  }

  get processId(): number {
    return this.#process.pid ?? 0;
  }

  async begin({ begin, servers }: WorkerStart<Begin>): Promise<void> {
    for (const [shared, server] of Object.entries(servers)) this.#process.send({ shared }, server);
    this.epoch = await this.#link.call('begin', begin);
  }

  async stop(): Promise<void> {
    await this.#link.call('stop').catch(() => {});
    await this.ended;
  }

  /** A process that dies meanwhile releases everything: then its sessions have been closed for it. */
  async release(deviceId: number): Promise<void> {
    await this.#link.call('release', deviceId).catch(() => this.#gone);
  }

  send: Member['send'] = (deviceId, payload, options) => this.#link.call('send', deviceId, payload, options);
  disconnect: Member['disconnect'] = (deviceId, reason) => this.#link.call('disconnect', deviceId, reason);
  checkFirmware: Member['checkFirmware'] = (deviceId, target) =>
    this.#link.call('checkFirmware', deviceId, target);

  #primaryCalls({ directory, throttles }: WorkerPoolOptions<Begin>): PrimaryCalls {
    const { commands } = directory;
    return {
      claim: (deviceId) => directory.claim(deviceId, this),
      send: (deviceId, payload, options) => commands.send(deviceId, asBuffer(payload), options),
      disconnect: (deviceId, reason) => commands.disconnect(deviceId, reason),
      checkFirmware: (deviceId, target) => commands.checkFirmware(deviceId, target),
      takeFailedAttempt: async (key) => throttles.failedAttempts.take(key),
      takeNewDevice: async (key) => throttles.newDevices.take(key),
    };
  }
}
