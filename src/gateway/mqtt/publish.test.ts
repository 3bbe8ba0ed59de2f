import { expect, test } from 'vitest';
import { bytesOf } from './packet-cases.test-helper.ts';
import { PacketReader } from './packet-reader.ts';
import { isOnTopic, type PublishPacket, parsePublish } from './publish.ts';

test('a message is on the topic with its very bytes and on no other', () => {
  const publish = publishOf('32 09 | 0003 "a/b" | 0007 | "/c"');
  expect(isOnTopic(publish, Buffer.from('a/b'))).toBe(true);
  for (const other of ['a/c', 'b/b', 'a/', 'a/b/c', 'A/b', '']) {
    expect(isOnTopic(publish, Buffer.from(other))).toBe(false);
  }
});

function publishOf(notation: string): PublishPacket {
  const reader = new PacketReader(100);
  reader.push(bytesOf(notation));
  const packet = reader.next();
  if (packet === undefined || 'violation' in packet) throw new Error('not a packet');
  const publish = parsePublish(packet, 4);
  if ('violation' in publish) throw new Error(publish.violation);
  return publish;
}
