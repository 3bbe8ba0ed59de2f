import { once } from 'node:events';
import { expect, vi } from 'vitest';
import { WebSocket } from 'ws';

export interface AppMessage {
  readonly cmd: string;
  // Tests say by what they expect what is in it.
  // biome-ignore lint/suspicious/noExplicitAny: any JSON
  readonly data?: any;
  readonly req_sn?: number;
  readonly res_sn?: number;
  readonly did?: string;
}

/** Whose socket it is. */
export interface AppUserToken {
  readonly appid: string;
  readonly uid: string;
  readonly token: string;
}

/** An app on a WebSocket client of somebody else's making. */
export class AppSocketClient {
  readonly messages: AppMessage[] = [];
  readonly socket: WebSocket;
  /** The close code. */
  readonly closed: Promise<number>;
  #read = 0;

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data) => this.messages.push(JSON.parse(String(data)) as AppMessage));
    // A socket that is cut ends with an error.
    socket.on('error', () => {});
  }

  static async connect(httpPort: number): Promise<AppSocketClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${httpPort}/ws/app/v1`);
    const client = new AppSocketClient(socket);
    await once(socket, 'open');
    return client;
  }

  static async logIn(httpPort: number, user: AppUserToken, options: object = {}): Promise<AppSocketClient> {
    const client = await AppSocketClient.connect(httpPort);
    client.send({ cmd: 'login_req', data: { ...user, ...options } });
    expect(await client.next('login_res')).toEqual({ cmd: 'login_res', data: { success: true } });
    return client;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next message of this kind after those that were asked for before. */
  async next(cmd: string, timeoutMs = 10_000): Promise<AppMessage> {
    await vi.waitFor(
      () => expect(this.messages.slice(this.#read).map((message) => message.cmd)).toContain(cmd),
      { timeout: timeoutMs, interval: 5 },
    );
    while (this.messages[this.#read++]!.cmd !== cmd);
    return this.messages[this.#read - 1]!;
  }

  /** Resolves when the server has done what was asked before; returns what came until then and was not asked for. */
  async fence(): Promise<AppMessage[]> {
    const from = this.#read;
    this.send({ cmd: 'ping' });
    await this.next('pong');
    return this.messages.slice(from, this.#read - 1);
  }

  end(): void {
    this.socket.terminate();
  }
}
