import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessAnswer } from '../metrics/installation-vitals.ts';
import type { TlsMaterial } from '../model/tls-material.ts';
import { Worker, type WorkerExit, type WorkerOptions, type WorkerStart } from './worker.ts';

export interface WorkerPoolOptions extends Omit<WorkerOptions, 'cleanUpAfter'> {
  /** How many further processes. */
  readonly count: number;
  /**
   * Ends what a process that died has left open; its devices connect nowhere else before. Tried again until it succeeds.
   */
  cleanUpAfter(epoch: number): Promise<unknown>;
  /** A process has ended by itself and another takes its place. */
  onReplaced(exit: WorkerExit): void;
}

const replacementPauseMs = 500;
const cleanUpPauseMs = 500;

/** The further processes of an installation: started early, set to work when all is ready, replaced when they die. */
export class WorkerPool<Begin> {
  readonly #options: WorkerPoolOptions;
  readonly #workers = new Set<Worker<Begin>>();
  #start: WorkerStart<Begin> | undefined;
  #isStopping = false;

  /** Starts the processes, which load their program while the first one is still starting the rest. */
  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#fill();
  }

  get processIds(): number[] {
    return [...this.#workers].map(({ processId }) => processId);
  }

  /** Resolves when all processes serve. */
  async begin(start: WorkerStart<Begin>): Promise<void> {
    this.#start = start;
    // In place of those that have died since they were started.
    this.#fill();
    await Promise.all([...this.#workers].map((worker) => worker.begin(start)));
  }

  /** Resolves when every process has in its catalog what was committed before the call. */
  async reloadCatalogs(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.reloadCatalog()));
  }

  /** Resolves when every process shows this certificate to those who come. */
  async renewTls(material: TlsMaterial): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.renewTls(material)));
  }

  /** How each process is, as far as it answers. */
  reports(): Promise<ProcessAnswer[]> {
    const answers = [...this.#workers].map(async (worker) => ({
      processId: worker.processId,
      report: await worker.report(),
    }));
    return Promise.all(answers);
  }

  retire(): void {
    for (const worker of this.#workers) worker.retire();
  }

  /** Nobody is replaced from now on. */
  async finishRequests(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#workers].map((worker) => worker.finishRequests()));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#workers].map((worker) => worker.stop()));
  }

  #fill(): Worker<Begin>[] {
    const added: Worker<Begin>[] = [];
    while (this.#workers.size < this.#options.count) added.push(this.#add());
    return added;
  }

  #add(): Worker<Begin> {
    const worker = new Worker<Begin>({
      ...this.#options,
      cleanUpAfter: (epoch) => this.#cleanUpAfter(epoch),
    });
    this.#workers.add(worker);
    void worker.ended.then((exit) => this.#lose(worker, exit));
    return worker;
  }

  async #lose(worker: Worker<Begin>, exit: WorkerExit): Promise<void> {
    this.#workers.delete(worker);
    if (this.#isStopping) return;
    this.#options.onReplaced(exit);
    await pause(replacementPauseMs, undefined, { ref: false });
    const start = this.#start;
    if (this.#isStopping || !start) return;
    // One that dies while it begins, or cannot, is replaced like any other.
    for (const added of this.#fill()) added.begin(start).catch(() => {});
  }

  async #cleanUpAfter(epoch: number): Promise<void> {
    while (!this.#isStopping) {
      try {
        await this.#options.cleanUpAfter(epoch);
        return;
      } catch {
        await pause(cleanUpPauseMs, undefined, { ref: false });
      }
    }
  }
}
