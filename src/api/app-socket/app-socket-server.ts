import type { IncomingMessage } from 'node:http';
import type { BlockList, Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { plainAddress, throttleKey } from '../../model/client-address.ts';
import { CountByKey } from '../../model/count-by-key.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import type { BindingChange, EndedToken } from '../../store/user-changes.ts';
import { createAddressList } from '../address-list.ts';
import { forwardedAddress } from '../forwarded-address.ts';
import { AppSocket } from './app-socket.ts';
import type { AppSocketContext } from './app-socket-context.ts';
import { handleMessage } from './handlers/handle-message.ts';
import { serveWithoutUpgrade } from './serve-without-upgrade.ts';

export interface AppSocketServerOptions extends Omit<AppSocketContext, 'auditWriter'> {
  /** Addresses or CIDR blocks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
}

const path = '/ws/app/v1';
const tickMs = 1_000;

/** All WebSockets of apps in this process (app-open-api.md §5.4). */
export class AppSocketServer {
  readonly #options: AppSocketServerOptions;
  readonly #context: AppSocketContext;
  readonly #proxies: BlockList;
  readonly #upgrades: WebSocketServer;
  readonly #sockets = new Set<AppSocket>();
  readonly #byUid = new Map<string, Set<AppSocket>>();
  readonly #countByAddress = new CountByKey();
  readonly #ticker: NodeJS.Timeout;
  #isClosing = false;
  #allClosed: (() => void) | undefined;

  constructor(options: AppSocketServerOptions) {
    this.#options = options;
    this.#context = { ...options, auditWriter: new AuditWriter(options.database) };
    this.#proxies = createAddressList(options.trustedProxies);
    this.#upgrades = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: options.limits.maxMessageBytes,
      perMessageDeflate: false,
    });
    // After what has arrived was read: nobody is silent whose bytes were only waiting for us.
    this.#ticker = setInterval(() => setImmediate(() => this.tick()), tickMs);
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** Takes the upgrades of an HTTP server, with or without TLS; all other requests are served as before. */
  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (isOurs(request)) this.#upgrade(request, socket, head);
      else serveWithoutUpgrade(server, request, { socket, head });
    });
  }

  /** Ends what has been silent too long. Public for tests that set the clock. */
  tick(): void {
    const nowMs = this.#options.monotonicClock();
    for (const socket of this.#sockets) socket.checkTime(nowMs);
  }

  bindingChanged(change: BindingChange): void {
    for (const socket of this.#byUid.get(change.uid) ?? []) socket.bindingChanged(change);
  }

  tokenEnded({ uid, tokenHash }: EndedToken): void {
    for (const socket of this.#byUid.get(uid) ?? []) socket.tokenEnded(tokenHash);
  }

  /** Changes of bindings and ends of tokens may have been missed. */
  changesMissed(): void {
    for (const socket of this.#sockets) socket.requireLogin();
  }

  /** Resolves when every socket has closed, or has been cut because it did not in time. */
  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#ticker);
    if (this.#sockets.size === 0) return;
    const closed = new Promise<void>((resolve) => {
      this.#allClosed = resolve;
    });
    for (const socket of this.#sockets) socket.end();
    const cut = setTimeout(() => {
      for (const socket of this.#sockets) socket.cut();
    }, this.#options.limits.partingMs);
    await closed;
    clearTimeout(cut);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { maxSockets, maxSocketsPerAddress } = this.#options.limits;
    const clientIp = plainAddress(forwardedAddress(request, this.#proxies));
    const address = throttleKey(clientIp);
    if (this.#isClosing || this.#sockets.size >= maxSockets) refuse(socket, '503 Service Unavailable');
    else if (this.#countByAddress.of(address) >= maxSocketsPerAddress)
      refuse(socket, '429 Too Many Requests');
    else
      this.#upgrades.handleUpgrade(request, socket, head, (upgraded) =>
        this.#accept(upgraded, { address, clientIp }),
      );
  }

  #accept(upgraded: WebSocket, { address, clientIp }: Record<'address' | 'clientIp', string>): void {
    const socket = new AppSocket(upgraded, {
      context: this.#context,
      address,
      clientIp,
      handle: handleMessage,
      entered: (entered, uid) => this.#enter(entered, uid),
      left: (left, uid) => this.#leave(left, uid),
      closed: (closed) => this.#forget(closed),
    });
    this.#sockets.add(socket);
    this.#countByAddress.add(address);
  }

  #enter(socket: AppSocket, uid: string): void {
    const sockets = this.#byUid.get(uid);
    if (sockets) sockets.add(socket);
    else this.#byUid.set(uid, new Set([socket]));
  }

  #leave(socket: AppSocket, uid: string): void {
    const sockets = this.#byUid.get(uid);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.#byUid.delete(uid);
  }

  #forget(socket: AppSocket): void {
    this.#sockets.delete(socket);
    this.#countByAddress.remove(socket.address);
    if (this.#sockets.size === 0) this.#allClosed?.();
  }
}

function isOurs({ headers, url = '' }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && url.split('?', 1)[0] === path;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nretry-after: 1\r\nconnection: close\r\n\r\n`);
}
