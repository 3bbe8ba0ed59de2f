import { addAbortSignal } from 'node:stream';
import { connectSocket } from './connect-socket.ts';
import type { ServerAddress } from './server-address.ts';

/** The HTTP port that modules know by a name. */
export interface BootstrapServer extends ServerAddress {
  /** What `Host` says: `api.gizwits.com` in firmware. Modules never add a port. */
  readonly hostName: string;
}

export interface BootstrapAnswer {
  readonly status: number;
  readonly body: string;
}

/** What a module sends: header lines are part of its fingerprint, so their order and spelling are as given. */
export interface BootstrapRequest {
  /** Request line and headers, without line ends. */
  readonly head: readonly string[];
  readonly body?: string;
}

const answerBytesMax = 1023;
const answerTimeoutMs = 5_000;

/**
 * One request on a connection of its own. Like the module's client it takes only what the first read brings, at most
 * 1,023 bytes: an answer in two pieces is a broken one (device-cloud.md §4.2).
 */
export async function exchangeBootstrap(
  server: BootstrapServer,
  request: BootstrapRequest,
  signal?: AbortSignal,
): Promise<BootstrapAnswer> {
  const { head, body = '' } = request;
  const chunk = await firstRead(server, `${head.join('\r\n')}\r\n\r\n${body}`, signal);
  return parseAnswer(chunk.toString('latin1', 0, answerBytesMax));
}

function firstRead(server: ServerAddress, bytes: string, signal?: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(server);
    // Unlike connect's own option this lets go of the signal, which outlives the socket by far.
    if (signal) addAbortSignal(signal, socket);
    socket.setTimeout(answerTimeoutMs, () => socket.destroy(new Error('no answer over HTTP')));
    socket.write(bytes);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed without an answer over HTTP')));
    socket.on('data', (chunk: Buffer) => {
      resolve(chunk);
      socket.destroy();
    });
  });
}

function parseAnswer(text: string): BootstrapAnswer {
  const status = /^HTTP\/1\.[01] (\d{3}) /.exec(text)?.[1];
  const bodyStart = text.indexOf('\r\n\r\n');
  if (status === undefined || bodyStart === -1) throw new Error('answered something else than HTTP');
  return { status: Number(status), body: text.slice(bodyStart + 4) };
}

/** @throws Error telling the answer, when its status is another one */
export function requireStatus({ status, body }: BootstrapAnswer, expected: number, what: string): void {
  if (status !== expected) throw new Error(`${what} was answered ${status} ${body.trim()}`);
}
