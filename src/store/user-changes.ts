import pg from 'pg';
import { type Connection, clientConfig } from './database.ts';

export interface BindingChange {
  readonly uid: string;
  readonly deviceId: number;
  /** Undefined when the device has been erased. */
  readonly did: string | undefined;
  readonly isBound: boolean;
}

/** A token that is no longer one. */
export interface EndedToken {
  readonly uid: string;
  /** In hex. */
  readonly tokenHash: string;
}

export interface UserChangesOptions {
  readonly connection: Connection;
  onBinding(change: BindingChange): void;
  onTokenEnd(token: EndedToken): void;
  /** The connection was lost and is there again: what changed meanwhile has not been told. */
  onGap(): void;
}

const reconnectMs = 500;

/** Bindings of users that come and go, and tokens that end, in the order of their commits, whoever made them (migrations 0012, 0023). */
export class UserChanges {
  readonly #options: UserChangesOptions;
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: UserChangesOptions) {
    this.#options = options;
  }

  /** Resolves when whatever is committed from now on is told. */
  async open(): Promise<void> {
    const client = new pg.Client(clientConfig(this.#options.connection, 'qiyun user changes'));
    client.on('notification', ({ channel, payload }) => this.#tell(channel, payload!));
    client.on('error', () => this.#reopen(client));
    client.on('end', () => this.#reopen(client));
    try {
      await client.connect();
      await client.query('listen binding_changed; listen user_token_ended');
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

  #tell(channel: string, payload: string): void {
    if (channel === 'binding_changed') this.#options.onBinding(parseBinding(payload));
    else this.#options.onTokenEnd(parseToken(payload));
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

function parseBinding(payload: string): BindingChange {
  const [uid, deviceId, did, sign] = payload.split(' ') as [string, string, string, string];
  return { uid, deviceId: Number(deviceId), did: did === '?' ? undefined : did, isBound: sign === '+' };
}

function parseToken(payload: string): EndedToken {
  const [uid, tokenHash] = payload.split(' ') as [string, string];
  return { uid, tokenHash };
}
