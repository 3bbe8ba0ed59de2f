import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';

export interface KeptAliveOptions extends EmbeddedPostgresOptions {
  /** The server has ended by itself and is started again. */
  onRestart(lastOutput: string): void;
  /** It cannot be started any more; nothing can be stored from now on. */
  onGivenUp(error: unknown): void;
}

const maxFailures = 5;
const pauseMs = 500;

/**
 * The embedded server, started again whenever it ends by itself (killed, crashed). It keeps its socket's place, so
 * connections made later with the same options reach the new one.
 */
export class KeptAlivePostgres {
  readonly #options: KeptAliveOptions;
  #server: EmbeddedPostgres;
  #isStopping = false;
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
    void server.exited.then(({ lastOutput }) => {
      if (this.#isStopping) return;
      this.#options.onRestart(lastOutput);
      this.#restarting = this.#restart();
    });
  }

  async #restart(): Promise<void> {
    for (let failures = 0; !this.#isStopping; ) {
      try {
        this.#server = await startEmbeddedPostgres(this.#options);
        this.#watch(this.#server);
        return;
      } catch (error) {
        if (++failures === maxFailures) {
          this.#options.onGivenUp(error);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, pauseMs * failures));
      }
    }
  }
}
