import { createServer, type Socket } from 'node:net';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import type { CountedPayload } from '../src/simulator/counted-payload.ts';
import { LoadGenerator } from '../src/simulator/load-generator.ts';

/**
 * How fast the load generator is by itself: against a sink in another thread that acknowledges and does nothing else.
 * What a bench measures through the generator means something only well below this.
 */
const connections = 1000;
const windows = [1, 16, 64, 256];
const warmUpMs = 1000;
const measuredMs = 3000;

const payload: CountedPayload = {
  bytes: Buffer.from('000000030e0000910401fe0080050025320000', 'hex'),
  counterOffset: 11,
};

if (isMainThread) await measureAll();
else startSink();

async function measureAll(): Promise<void> {
  const sink = new Worker(new URL(import.meta.url));
  const port = await new Promise<number>((resolve) => sink.once('message', resolve));
  for (const window of windows) console.log(await measure(port, window));
  await sink.terminate();
}

async function measure(port: number, window: number): Promise<string> {
  const devices = Array.from({ length: connections }, (_, index) => {
    return { did: String(index).padStart(22, '0'), passcode: 'AAAAAAAAAA' };
  });
  const load = new LoadGenerator({ server: { host: '127.0.0.1', port }, devices, payload, window });
  await load.connect();
  load.begin();
  await pause(warmUpMs);
  const before = load.acknowledged;
  const startedMs = performance.now();
  load.takeLatency();
  await pause(measuredMs);
  const perSecond = ((load.acknowledged - before) * 1000) / (performance.now() - startedMs);
  const p99Ms = load.takeLatency().percentileMs(0.99);
  load.stop();
  return `window ${window}: ${Math.round(perSecond)} messages/s, p99 ${p99Ms.toFixed(2)} ms`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function startSink(): void {
  const server = createServer({ noDelay: true }, acknowledgeAll);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') parentPort!.postMessage(address.port);
  });
}

/** Trusts its client: every packet is a CONNECT, or a PUBLISH at QoS 1, shorter than 128 bytes. */
function acknowledgeAll(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const answers = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    let at = 0;
    for (; at + 1 < bytes.length && at + 2 + bytes[at + 1]! <= bytes.length; at += 2 + bytes[at + 1]!) {
      const isConnect = bytes[at] === 0x10;
      answers.writeUInt16BE(isConnect ? 0x2002 : 0x4002, length);
      answers.writeUInt16BE(
        isConnect ? 0 : bytes.readUInt16BE(at + 4 + bytes.readUInt16BE(at + 2)),
        length + 2,
      );
      length += 4;
    }
    rest = bytes.subarray(at);
    socket.write(answers.subarray(0, length));
  });
}
