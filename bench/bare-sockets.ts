import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { memoryBytes } from './process-family.ts';

const keeper = new URL('./socket-keeper.js', import.meta.url).pathname;
const collector = new URL('./collect-on-signal.js', import.meta.url).href;
const settleMs = 1_000;

/** The memory of an idle connection in a server that does nothing with it. */
export async function measureBareSockets(count: number): Promise<number> {
  const port = await freePort();
  const program = spawn(process.execPath, ['--expose-gc', '--import', collector, keeper, String(port)], {
    stdio: 'ignore',
  });
  const exited = once(program, 'exit');
  try {
    await pause(settleMs);
    const bytesBefore = await settledBytes(program.pid!);
    const sockets: Socket[] = [];
    while (sockets.length < count) sockets.push(await connected(port));
    const bytes = await settledBytes(program.pid!);
    for (const socket of sockets) socket.destroy();
    return (bytes - bytesBefore) / count;
  } finally {
    program.kill('SIGKILL');
    await exited;
  }
}

async function settledBytes(processId: number): Promise<number> {
  process.kill(processId, 'SIGUSR2');
  await pause(settleMs);
  return memoryBytes([processId]);
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => resolve(socket)).once('error', reject);
  });
}
