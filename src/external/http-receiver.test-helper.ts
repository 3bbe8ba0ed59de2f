import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An operator's HTTP server: keeps what it is told, and answers what it is told to answer. */
export class HttpReceiver {
  readonly received: ReceivedCall[] = [];
  /** Undefined: it keeps silent. */
  answer: { readonly status: number; readonly body?: string; readonly location?: string } | undefined = {
    status: 204,
  };
  readonly #server: Server;

  static async start(): Promise<HttpReceiver> {
    const receiver = new HttpReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  private constructor() {
    this.#server = createServer(async (request, response) => {
      this.received.push({ headers: request.headers, body: await text(request) });
      if (!this.answer) return;
      const { status, body, location } = this.answer;
      response.writeHead(status, location === undefined ? {} : { location }).end(body);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
