import { expect, test } from 'vitest';
import { EventStream } from './event-stream.ts';
import { EventStreams } from './event-streams.ts';

const owner = (name: string, check = async () => {}) => ({ name, check });

/** Reads what is there; what is not read yet stays with the stream. */
function taken(stream: EventStream): string {
  return String(stream.read() ?? '');
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('of what a slow reader has not taken only the newest event of each name is left, in the order of the newest', async () => {
  const stream = new EventStream();
  stream.begin('present', { n: 0 });
  await turn();
  expect(taken(stream)).toBe('event: present\ndata: {"n":0}\n\n');
  await turn();
  for (let n = 1; n < 1_000; n++) stream.tell('report', { n });
  stream.tell('presence', { online: false });
  stream.tell('report', { n: 1_000 });
  // The first was wanted when it came.
  expect(taken(stream)).toBe(
    'event: report\ndata: {"n":1}\n\nevent: presence\ndata: {"online":false}\n\nevent: report\ndata: {"n":1000}\n\n',
  );
});

test('what happens before the beginning comes after it', async () => {
  const stream = new EventStream();
  stream.tell('report', { n: 1 });
  await turn();
  expect(taken(stream)).toBe('');
  stream.begin('present', { n: 0 });
  await turn();
  expect(taken(stream)).toBe('event: present\ndata: {"n":0}\n\nevent: report\ndata: {"n":1}\n\n');
});

test('there are only so many streams, and of one owner fewer; one that has ended makes room', async () => {
  const streams = new EventStreams({ maxStreams: 3, maxStreamsPerOwner: 2 });
  const first = streams.open(owner('a'));
  streams.open(owner('a'));
  expect(() => streams.open(owner('a'))).toThrow('5013');
  streams.open(owner('b'));
  expect(() => streams.open(owner('c'))).toThrow('5013');
  first.destroy();
  await turn();
  streams.open(owner('c'));
  expect(streams.size).toBe(3);
  streams.close();
  expect(() => streams.open(owner('d'))).toThrow('5409');
});

test('a stream lives as long as its owner may listen, with a sign of life from time to time', async () => {
  let mayListen = true;
  const streams = new EventStreams({ beatMs: 5, checkMs: 20 });
  const check = async () => {
    if (!mayListen) throw new Error('the session has ended');
  };
  const stream = streams.open(owner('a', check));
  stream.begin('present', {});
  const pieces: string[] = [];
  stream.on('data', (piece) => pieces.push(String(piece)));
  await expect.poll(() => pieces.filter((piece) => piece === ':\n\n').length).toBeGreaterThan(2);
  mayListen = false;
  await expect.poll(() => streams.size).toBe(0);
  streams.close();
});
