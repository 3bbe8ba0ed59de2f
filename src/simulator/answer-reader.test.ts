import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { AnswerReader } from './answer-reader.ts';

const stream = Buffer.concat([
  generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }),
  generate({ cmd: 'puback', messageId: 1 }),
  generate({ cmd: 'pingresp' }),
  generate({ cmd: 'publish', topic: 'long', payload: 'x'.repeat(300), qos: 0, dup: false, retain: false }),
  generate({ cmd: 'puback', messageId: 65_535 }),
]);
const answers = [
  [0x20, 0],
  [0x40, 1],
  [0xd0, 0],
  [0x30, 4],
  [0x40, 65_535],
];

test('packets are read whatever the cuts between them', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: stream.length - 1 }));
  fc.assert(
    fc.property(cuts, (places) => {
      const read: number[][] = [];
      const reader = new AnswerReader((type, word) => read.push([type, word]));
      const ends = [...places.toSorted((a, b) => a - b), stream.length];
      let start = 0;
      for (const end of ends) {
        reader.read(stream.subarray(start, end), end - start);
        start = end;
      }
      expect(read).toEqual(answers);
    }),
  );
});
