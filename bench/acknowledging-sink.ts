import { createServer, type Socket } from 'node:net';
import { createTakeOver } from '../src/gateway/sockets-over-one-buffer.ts';

/**
 * A program that acknowledges every publish and does nothing else, listening on the port of its first argument: what
 * the load generator reaches against it is what the generator can do on this machine. Its sockets are read like the
 * server's. It trusts its client: every packet is a CONNECT, or a PUBLISH at QoS 1 shorter than 128 bytes.
 */
const publishType = 0x30;
const connackWord = 0x2002;
const pubackWord = 0x4002;

const takeOver = createTakeOver(64 << 10);

createServer({ noDelay: true, pauseOnConnect: true }, (socket) => acknowledgeAll(takeOver(socket))).listen({
  port: Number(process.argv[2]),
  host: '127.0.0.1',
  backlog: 4096,
});

function acknowledgeAll(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const answers = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    let at = 0;
    for (; at + 1 < bytes.length && at + 2 + bytes[at + 1]! <= bytes.length; at += 2 + bytes[at + 1]!) {
      length = answer(answers, length, { bytes, at });
    }
    rest = bytes.subarray(at);
    socket.write(answers.subarray(0, length));
  });
}

function answer(answers: Buffer, offset: number, { bytes, at }: { bytes: Buffer; at: number }): number {
  const isPublish = (bytes[at]! & 0xf0) === publishType;
  const end = answers.writeUInt16BE(isPublish ? pubackWord : connackWord, offset);
  return answers.writeUInt16BE(isPublish ? bytes.readUInt16BE(at + 4 + bytes.readUInt16BE(at + 2)) : 0, end);
}
