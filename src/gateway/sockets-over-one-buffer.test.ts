import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createTakeOver } from './sockets-over-one-buffer.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** Both ends of a connection, the server's taken over. */
async function connection(bufferBytes: number): Promise<{ device: Socket; taken: Socket }> {
  const takeOver = createTakeOver(bufferBytes);
  server = createServer({ pauseOnConnect: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const device = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [accepted] = (await once(server, 'connection')) as [Socket];
  return { device, taken: takeOver(accepted) };
}

test('what came stays as it came while more is read into the same buffer', async () => {
  const { device, taken } = await connection(4);
  const chunks: Buffer[] = [];
  taken.on('data', (chunk: Buffer) => chunks.push(chunk));
  const sent = Buffer.from('0123456789'.repeat(100));
  device.end(sent);
  await once(taken, 'end');
  expect(chunks.length).toBeGreaterThan(1);
  expect(Buffer.concat(chunks)).toEqual(sent);
});

test('a socket that is paused is not read, and goes on where it stood', async () => {
  const { device, taken } = await connection(1);
  let heard = '';
  taken.on('data', (chunk: Buffer) => {
    heard += chunk;
    if (heard === 'abc') taken.pause();
  });
  device.end('abcdef');
  await expect.poll(() => heard).toBe('abc');
  expect(taken.bytesRead).toBe(3);
  taken.resume();
  await once(taken, 'end');
  expect(heard).toBe('abcdef');
});

test('it answers, knows who is there, and closes when the other end does', async () => {
  const { device, taken } = await connection(16);
  expect([taken.remoteAddress, taken.remotePort]).toEqual(['127.0.0.1', device.localPort]);
  taken.on('data', (chunk: Buffer) => taken.write(chunk));
  device.write('ping');
  expect(String(await once(device, 'data'))).toBe('ping');
  device.end();
  await once(taken, 'close');
});

test('the server that accepted it may close while it goes on', async () => {
  const { device, taken } = await connection(16);
  const closed = once(server!, 'close');
  server!.close();
  await closed;
  taken.write('still here');
  expect(String(await once(device, 'data'))).toBe('still here');
  device.destroy();
});
