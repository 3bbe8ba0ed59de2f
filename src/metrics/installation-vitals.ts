import type { Clock } from '../model/clock.ts';
import type { ProcessReport } from './process-report.ts';
import { VitalsHistory, type VitalsMinute } from './vitals-history.ts';

/** A process of the installation, and how it is. */
export interface ProcessState {
  readonly processId: number;
  /** Undefined when it does not answer in time. */
  readonly report: ProcessReport | undefined;
  /** Of devices, received and sent, in the last seconds. */
  readonly messagesPerSecond: number;
}

/** How the installation is, whichever process is asked. */
export interface Vitals {
  /** The first process comes first. */
  processes(): Promise<readonly ProcessState[]>;
  /** The last 24 hours, the oldest minute first. */
  history(): Promise<readonly VitalsMinute[]>;
}

/** What a process says of itself; undefined when it does not answer in time. */
export interface ProcessAnswer {
  readonly processId: number;
  readonly report: ProcessReport | undefined;
}

export interface InstallationVitalsOptions {
  readonly clock: Clock;
  /** Asks all processes at once. */
  ask(): Promise<readonly ProcessAnswer[]>;
}

/** How the installation is: kept by the first process, which asks the others. */
export class InstallationVitals implements Vitals {
  readonly #options: InstallationVitalsOptions;
  readonly #history = new VitalsHistory();

  constructor(options: InstallationVitalsOptions) {
    this.#options = options;
  }

  /** To be called every few seconds. */
  async sample(): Promise<void> {
    const answers = await this.#options.ask();
    const reports = answers.flatMap(({ report }) => (report ? [report] : []));
    this.#history.take(this.#options.clock(), reports);
  }

  async processes(): Promise<readonly ProcessState[]> {
    const answers = await this.#options.ask();
    return answers.map(({ processId, report }) => ({
      processId,
      report,
      messagesPerSecond: this.#history.messagesPerSecond(processId),
    }));
  }

  async history(): Promise<readonly VitalsMinute[]> {
    return this.#history.minutes;
  }
}
