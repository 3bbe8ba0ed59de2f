import { setTimeout as delay } from 'node:timers/promises';
import { monotonicClock } from '../../model/clock.ts';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';

export interface KeptAliveOptions extends EmbeddedPostgresOptions {
  /** The server has ended by itself and is started again. */
  onRestart(lastOutput: string): void;
  /** It could not be started, for lack of disk space perhaps; it is tried again until it can. */
  onStillDown(error: unknown): void;
}

const pauseMs = 500;
const maxPauseMs = 3_000;
/** A server that lived for less may have ended for the reason that ended the one before. */
const steadyAfterMs = 10_000;

/**
 * The embedded server, started again whenever it ends by itself (killed, crashed, disk full), at once the first time
 * and with short pauses when that does not last. It keeps its socket's place, so connections made later with the same
 * options reach the new one.
 */
export class KeptAlivePostgres {
  readonly #options: KeptAliveOptions;
  #server: EmbeddedPostgres;
  #isStopping = false;
  #failures = 0;
  #restarting: Promise<void> = Promise.resolve();

  constructor(options: KeptAliveOptions, server: EmbeddedPostgres) {
    this.#options = options;
    this.#server = server;
    this.#watch(server);
  }

  static async start(options: KeptAliveOptions): Promise<KeptAlivePostgres> {
    return new KeptAlivePostgres(options, await startEmbeddedPostgres(options));
  }

  get connection(): EmbeddedPostgres['connection'] {
    return this.#server.connection;
  }

  get processId(): number {
    return this.#server.processId;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#restarting;
    await this.#server.stop();
  }

  #watch(server: EmbeddedPostgres): void {
    const startedAtMs = monotonicClock();
    void server.exited.then(({ lastOutput }) => {
      if (this.#isStopping) return;
      this.#options.onRestart(lastOutput);
      if (monotonicClock() - startedAtMs > steadyAfterMs) this.#failures = 0;
      this.#restarting = this.#restart();
    });
  }

  async #restart(): Promise<void> {
    for (;;) {
      await delay(Math.min(pauseMs * this.#failures++, maxPauseMs));
      if (this.#isStopping) return;
      try {
        this.#server = await startEmbeddedPostgres(this.#options);
        this.#watch(this.#server);
        return;
      } catch (error) {
        this.#options.onStillDown(error);
      }
    }
  }
}
