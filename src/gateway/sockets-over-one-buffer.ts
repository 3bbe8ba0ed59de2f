import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';

/** What Node.js has and does not tell of (decision 0025). */
interface Accepted {
  _handle?: object | null;
}
interface TakenOverOpts extends SocketConstructorOpts {
  readonly handle: object;
  readonly onread: OnReadOpts;
}

/**
 * Makes sockets that all read into one buffer and hand on a copy of what came, as 'data', where those that a server accepts take
 * 64 kB of memory anew for each read: at one short message a packet a quarter of what a connection costs. Node.js offers it for
 * outgoing connections, by `onread`. What it takes over must not have been read from: `pauseOnConnect` of the server. It knows
 * nothing of the socket any more, and the server no longer counts it.
 */
export function createTakeOver(bufferBytes: number): (accepted: Socket) => Socket {
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  // One function for all sockets, which Node.js calls as a method of the socket: no closure for each.
  const onread: OnReadOpts = {
    buffer,
    callback(this: unknown, receivedBytes) {
      const chunk = Buffer.allocUnsafe(receivedBytes);
      buffer.copy(chunk, 0, 0, receivedBytes);
      return (this as Socket).emit('data', chunk);
    },
  };
  return (accepted) => {
    const handle = (accepted as Accepted)._handle;
    // Of another make than those we know: it works as it is.
    if (!handle) return accepted;
    (accepted as Accepted)._handle = null;
    accepted.destroy();
    const options: TakenOverOpts = { handle, onread };
    return new Socket(options);
  };
}
