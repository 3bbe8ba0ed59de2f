import { type ChildProcess, fork } from 'node:child_process';
import type { Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessReport } from '../metrics/process-report.ts';
import type { PortName } from '../model/listen-on.ts';
import type { TlsMaterial } from '../model/tls-material.ts';
import type { Member } from './device-directory.ts';
import type { WorkerCalls } from './member-calls.ts';
import { type PrimaryServices, primaryCalls } from './primary-calls.ts';
import { ProcessLink } from './process-link.ts';
import type { WatchingMember } from './watch-registry.ts';

export interface WorkerOptions {
  /** The program it runs. */
  readonly program: URL;
  readonly services: PrimaryServices;
  /** Enters a life of a process and returns its epoch. */
  enter(): Promise<number>;
  /** Ends what a process that died has left open. Never rejects. */
  cleanUpAfter(epoch: number): Promise<void>;
}

type SharedServers = Readonly<Partial<Record<PortName, Server>>>;

/** What every worker is given to begin with. */
export interface WorkerStart<Begin> {
  /** As it is when the worker begins. */
  begin(): Begin;
  /** Resolves to the listening servers, whose sockets are shared, once they listen. */
  servers(): Promise<SharedServers>;
}

export interface WorkerExit {
  readonly code: number | null;
  readonly signal: string | null;
}

const checkMs = 3_000;
const reportDueMs = 2_000;
/** Checks without an answer in a row until a process is taken for hung. */
const missedChecksMax = 5;

/** One further process, as the first one sees it. */
export class Worker<Begin> implements Member, WatchingMember {
  readonly #options: WorkerOptions;
  readonly #process: ChildProcess;
  readonly #link: ProcessLink<WorkerCalls<Begin>>;
  readonly ended: Promise<WorkerExit>;
  /** Resolves after the process has ended and what it left open has been closed. */
  readonly #gone: Promise<void>;
  #epoch: number | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    const child = fork(options.program, [], { serialization: 'advanced', stdio: 'inherit' });
    this.#process = child;
    this.#link = new ProcessLink(
      {
        post: (message, socket) => void child.send(message as object, socket, {}, () => {}),
        onMessage: (listener) => child.on('message', listener),
      },
      primaryCalls(this, options.services),
    );
    this.ended = untilExit(child);
    this.#gone = this.ended.then(() => this.#bury());
  }

  get processId(): number {
    return this.#process.pid ?? 0;
  }

  /** Rejects when the process cannot serve; then it is ended. */
  async begin({ begin, servers }: WorkerStart<Begin>): Promise<void> {
    try {
      this.#epoch = await this.#options.enter();
      await this.#link.call('begin', begin(), this.#epoch);
      await this.#options.services.watches.join(this);
      for (const [name, server] of Object.entries(await servers()) as [PortName, Server][])
        await this.#link.call('listen', name, server);
      this.#watchOver();
    } catch (error) {
      this.#process.kill('SIGKILL');
      throw error;
    }
  }

  retire(): void {
    // One that ends meanwhile turns everybody away.
    this.#link.call('retire').catch(() => {});
  }

  async finishRequests(): Promise<void> {
    await Promise.race([this.ended, this.#link.call('finishRequests').catch(() => {})]);
  }

  async stop(): Promise<void> {
    await this.#link.call('stop').catch(() => {});
    await this.ended;
  }

  /** A process that ends meanwhile has nothing to reload. */
  async reloadCatalog(): Promise<void> {
    await Promise.race([this.ended, this.#link.call('reloadCatalog')]);
  }

  async renewTls(material: TlsMaterial): Promise<void> {
    await Promise.race([this.ended, this.#link.call('renewTls', material)]);
  }

  /** A process that dies meanwhile releases everything: then its sessions have been closed for it. */
  async release(deviceId: number, claim: number): Promise<void> {
    await this.#link.call('release', deviceId, claim).catch(() => this.#gone);
  }

  /** Undefined when it has none in time: it has not begun, or hangs. */
  async report(): Promise<ProcessReport | undefined> {
    const late = pause(reportDueMs, undefined, { ref: false });
    return Promise.race([this.#link.call('report').catch(() => undefined), late]);
  }

  send: Member['send'] = (deviceId, payload, options) => this.#link.call('send', deviceId, payload, options);
  disconnect: Member['disconnect'] = (deviceId, reason) => this.#link.call('disconnect', deviceId, reason);
  checkFirmware: Member['checkFirmware'] = (deviceId, target) =>
    this.#link.call('checkFirmware', deviceId, target);
  watchedElsewhere: WatchingMember['watchedElsewhere'] = (deviceIds, isWatched) =>
    this.#link.call('watchedElsewhere', deviceIds, isWatched);
  deliver: WatchingMember['deliver'] = (events) => this.#link.call('deliver', events);

  /**
   * Ends a process that hangs, so that another takes its place and its devices are free. Checks are counted, not time:
   * when the first process itself was held up, that is one late check.
   */
  #watchOver(): void {
    let missedChecks = 0;
    const check = setInterval(() => {
      if (++missedChecks > missedChecksMax) this.#process.kill('SIGKILL');
      this.#link.call('ping').then(
        () => {
          missedChecks = 0;
        },
        () => {},
      );
    }, checkMs);
    void this.ended.then(() => clearInterval(check));
  }

  async #bury(): Promise<void> {
    this.#link.break();
    // Not waited for: another process may be slow to hear of it.
    void this.#options.services.watches.leave(this);
    if (this.#epoch !== undefined) await this.#options.cleanUpAfter(this.#epoch);
  }
}

function untilExit(child: ChildProcess): Promise<WorkerExit> {
  return new Promise((resolve) => {
    // Not 'exit', after which what the process has told last may still come.
    child.once('close', (code, signal) => resolve({ code, signal }));
    // A process that could not be started has no end; other errors are no end of it.
    child.on('error', () => {
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
}
