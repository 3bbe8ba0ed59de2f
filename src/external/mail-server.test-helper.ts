import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A mail server that takes everything, or refuses every recipient. */
export class MailServer {
  /** What came after MAIL, RCPT and DATA, in order. */
  readonly commands: string[] = [];
  mail = '';
  refusesRecipients = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  static async start(): Promise<MailServer> {
    const mailServer = new MailServer();
    await new Promise<void>((resolve) => mailServer.#server.listen(0, '127.0.0.1', resolve));
    return mailServer;
  }

  private constructor() {
    this.#server = createServer((socket) => void this.#serve(socket));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.write('220 mail.test\r\n');
    let isData = false;
    for await (const line of createInterface(socket)) {
      if (isData && line !== '.') this.mail += `${line}\n`;
      else {
        isData = line === 'DATA';
        socket.write(`${this.#replyTo(line)}\r\n`);
      }
    }
  }

  #replyTo(line: string): string {
    if (/^(MAIL|RCPT|DATA|AUTH)/.test(line)) this.commands.push(line);
    if (line.startsWith('EHLO')) return '250-mail.test\r\n250 AUTH PLAIN';
    if (line.startsWith('AUTH')) return '235 known';
    if (line.startsWith('RCPT') && this.refusesRecipients) return '550 13800000000@mail.test is unknown';
    return line === 'DATA' ? '354 go on' : '250 well';
  }
}
