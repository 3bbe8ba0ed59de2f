import { createServer } from 'node:net';
import { listenOn } from '../src/model/listen-on.ts';

/** A port of the loopback that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  const free = await listenOn(probe, { port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => probe.close(resolve));
  return free;
}
