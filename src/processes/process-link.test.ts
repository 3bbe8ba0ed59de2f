import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { QiyunError } from '../model/errors.ts';
import { type Channel, type Methods, ProcessLink } from './process-link.ts';

/** Two ends of a channel as between processes: everything is copied, and arrives in order in a later turn. */
function channelPair(): [Channel, Channel] {
  const listeners: [Parameters<Channel['onMessage']>[0][], Parameters<Channel['onMessage']>[0][]] = [[], []];
  const end = (own: 0 | 1, other: 0 | 1): Channel => ({
    post: (message, socket) => {
      const copy = structuredClone(message);
      setImmediate(() => {
        for (const listener of listeners[other]) listener(copy, socket);
      });
    },
    onMessage: (listener) => void listeners[own].push(listener),
  });
  return [end(0, 1), end(1, 0)];
}

type Remote = Record<string, (...args: never[]) => Promise<never>>;

function linkTo(methods: Methods): ProcessLink<Remote> {
  const [here, there] = channelPair();
  new ProcessLink(there, methods);
  return new ProcessLink<Remote>(here, {});
}

describe('a link between two processes', () => {
  test('carries calls both ways at the same time', async () => {
    const [here, there] = channelPair();
    type Doubling = { double(value: number): Promise<number> };
    type Greeting = { greet(name: string, loud: boolean): Promise<string> };
    const doubling: Doubling = { double: async (value) => 2 * value };
    const greeting: Greeting = { greet: async (name, loud) => `你好 ${name}${loud ? '!' : ''}` };
    const toGreeting = new ProcessLink<Greeting>(here, doubling);
    const toDoubling = new ProcessLink<Doubling>(there, greeting);
    const answers = await Promise.all([
      toGreeting.call('greet', '企云', true),
      toDoubling.call('double', 21),
    ]);
    expect(answers).toEqual(['你好 企云!', 42]);
  });

  test('gives each caller his own answer, in whatever order the answers come', async () => {
    const waiting: ((value: number) => void)[] = [];
    const link = linkTo({ wait: () => new Promise((resolve) => waiting.push(resolve)) });
    const calls = [link.call('wait'), link.call('wait'), link.call('wait')];
    await expect.poll(() => waiting.length).toBe(3);
    for (const [index, resolve] of [...waiting.entries()].reverse()) resolve(index);
    expect(await Promise.all(calls)).toEqual([0, 1, 2]);
  });

  test('keeps of an error all that a caller is told, and the cause for the log', async () => {
    const link = linkTo({
      fail: async () => {
        const cause = new Error('connection refused');
        throw new QiyunError('5409', { status: 503, retryAfterSeconds: 7, detail: 'not now', cause });
      },
    });
    await expect(link.call('fail')).rejects.toMatchObject({
      name: 'QiyunError',
      code: '5409',
      status: 503,
      retryAfterSeconds: 7,
      detail: 'not now',
      cause: expect.stringContaining('connection refused'),
    });
  });

  test('tells a caller nothing of a fault that nobody foresaw, but keeps it for the log', async () => {
    const link = linkTo({
      fail: async () => {
        throw new TypeError('undefined is not a device');
      },
    });
    await expect(link.call('fail')).rejects.toMatchObject({
      code: '5409',
      status: 500,
      detail: '',
      cause: expect.stringContaining('undefined is not a device'),
    });
  });

  test('refuses a method that the other side does not have', async () => {
    await expect(linkTo({}).call('nothing')).rejects.toMatchObject({ code: '5409', status: 500 });
  });

  test('fails what waits for an answer, and every later call, once the other side is gone', async () => {
    const link = linkTo({ wait: () => new Promise(() => {}) });
    const waiting = link.call('wait');
    link.break();
    const gone = { code: '5409', status: 503, retryAfterSeconds: 1 };
    await expect(waiting).rejects.toMatchObject(gone);
    await expect(link.call('wait')).rejects.toMatchObject(gone);
  });

  test('hands over a listening server as the last argument', async () => {
    const server = createServer();
    const received: unknown[] = [];
    const link = linkTo({ listen: async (...args) => void received.push(...args) });
    await link.call('listen', 'mqtt' as never, server as never);
    expect(received).toEqual(['mqtt', server]);
    expect(received[1]).toBe(server);
  });

  test('runs a method in the turn in which its call arrives', async () => {
    const [here, there] = channelPair();
    const order: string[] = [];
    new ProcessLink(there, { listen: async () => void order.push('method') });
    there.onMessage(() => order.push('end of the message'));
    await new ProcessLink<Remote>(here, {}).call('listen');
    expect(order).toEqual(['method', 'end of the message']);
  });
});
