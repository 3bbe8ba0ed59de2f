import type { AddressInfo, Server } from 'node:net';

/** What is listened on. `deviceHttp` is for `/dev` only; it need not be there, nor those with TLS, `mqtts` and `https`. */
export type PortName = 'mqtt' | 'http' | 'deviceHttp' | 'mqtts' | 'https';

/** A port of one's own (0 picks a free one), or the listening socket of another process. */
export type ListenOn = { readonly port: number; readonly host: string } | { readonly shared: Server };

/** Long enough for a whole fleet that comes back at once. */
const backlog = 4096;

/** Listens and returns the port. Rejects with the operating system's error. */
export function listenOn(server: Server, on: ListenOn): Promise<number> {
  return new Promise((resolve, reject) => {
    const listening = () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    };
    server.once('error', reject);
    if ('shared' in on) server.listen(on.shared, backlog, listening);
    else server.listen({ port: on.port, host: on.host, backlog }, listening);
  });
}
