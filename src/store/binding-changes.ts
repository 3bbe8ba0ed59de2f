import pg from 'pg';
import { type Connection, clientConfig } from './database.ts';

export interface BindingChange {
  readonly uid: string;
  readonly deviceId: number;
  /** Undefined when the device has been erased. */
  readonly did: string | undefined;
  readonly isBound: boolean;
}

export interface BindingChangesOptions {
  readonly connection: Connection;
  onChange(change: BindingChange): void;
  /** The connection was lost and is there again: what changed meanwhile has not been told. */
  onGap(): void;
}

const reconnectMs = 500;

/** Bindings that come and go, in the order of their commits, whoever made them (migration 0012). */
export class BindingChanges {
  readonly #options: BindingChangesOptions;
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: BindingChangesOptions) {
    this.#options = options;
  }

  /** Resolves when whatever is committed from now on is told. */
  async open(): Promise<void> {
    const client = new pg.Client(clientConfig(this.#options.connection, 'qiyun bindings'));
    client.on('notification', ({ payload }) => this.#options.onChange(parseChange(payload!)));
    client.on('error', () => this.#reopen(client));
    client.on('end', () => this.#reopen(client));
    try {
      await client.connect();
      await client.query('listen binding_changed');
    } catch (error) {
      client.end().catch(() => {});
      throw error;
    }
    this.#client = client;
    if (this.#isClosed) await client.end();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  #reopen(broken: pg.Client): void {
    if (this.#isClosed || this.#client !== broken) return;
    this.#client = undefined;
    broken.end().catch(() => {});
    this.#retryOpen();
  }

  #retryOpen(): void {
    if (this.#isClosed) return;
    const reopen = () =>
      this.open().then(
        () => this.#options.onGap(),
        () => this.#retryOpen(),
      );
    this.#retry = setTimeout(() => void reopen(), reconnectMs);
  }
}

function parseChange(payload: string): BindingChange {
  const [uid, deviceId, did, sign] = payload.split(' ') as [string, string, string, string];
  return { uid, deviceId: Number(deviceId), did: did === '?' ? undefined : did, isBound: sign === '+' };
}
