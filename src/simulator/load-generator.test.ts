import { afterEach, expect, test } from 'vitest';
import { greenhouseController } from '../model/example-products/greenhouse-controller.ts';
import { countedReport } from './counted-payload.ts';
import { LoadGenerator, type LoadGeneratorOptions } from './load-generator.ts';
import { readSimulatedProduct } from './simulated-product.ts';
import {
  answerByTheBook,
  type StandInOptions,
  StandInServer,
  type StandInSession,
} from './stand-in-server.test-helper.ts';

const { layout } = readSimulatedProduct('de9e8d18d9394cce9081b25a531e552b', greenhouseController);
const payload = countedReport(layout, 'water_used');
const timeoutMs = 10_000;

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function devices(count: number): { did: string; passcode: string }[] {
  return Array.from({ length: count }, (_, index) => ({ did: `device${index}`, passcode: 'PASSCODE' }));
}

async function startLoad(options: Partial<LoadGeneratorOptions> = {}, serverOptions: StandInOptions = {}) {
  const server = await StandInServer.start(serverOptions);
  const load = new LoadGenerator({
    server: server.mqtt,
    devices: devices(1),
    payload,
    window: 4,
    ...options,
  });
  cleanUps.push(
    () => server.stop(),
    () => load.stop(),
  );
  return { server, load };
}

function countersOf(session: StandInSession): number[] {
  return session.publications.map((publication) => publication.payload.readUInt32BE(payload.counterOffset));
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

test('each message is a report at QoS 1 whose counter is one more than that before', async () => {
  const { server, load } = await startLoad();
  await load.connect();
  load.begin();
  await load.untilAcknowledged(50, timeoutMs);
  await load.finish(timeoutMs);

  const { packets, publications } = server.session;
  expect(packets[0]).toMatchObject({
    cmd: 'connect',
    protocolId: 'MQIsdp',
    clientId: 'device0',
    username: 'device0',
  });
  expect(publications[0]).toMatchObject({ topic: 'dev2app/device0', qos: 1, dup: false });
  expect(countersOf(server.session)).toEqual(range(1, publications.length));
  const through = publications.length;
  expect(load.progress).toEqual([{ did: 'device0', acknowledgedThrough: through, sentThrough: through }]);
  expect(load.acknowledged).toBe(through);
  expect(load.takeLatency().count).toBe(through);
});

test('a closed loop keeps exactly its window in flight', async () => {
  const held: number[] = [];
  const { server, load } = await startLoad(
    { window: 3 },
    { answerMqtt: (packet) => packet.cmd === 'publish' && held.push(packet.messageId!) },
  );
  await load.connect();
  load.begin();
  for (let n = 0; n < 10; n++) {
    await server.until(() => held.length === 3, `a full window after ${n} acknowledgements`);
    expect(countersOf(server.session)).toEqual(range(1, 3 + n));
    server.session.send({ cmd: 'puback', messageId: held.shift()! });
  }
});

test('a counter counts as acknowledged only together with all smaller ones', async () => {
  const held: number[] = [];
  const { server, load } = await startLoad(
    { window: 3 },
    { answerMqtt: (packet) => packet.cmd === 'publish' && held.push(packet.messageId!) },
  );
  await load.connect();
  load.begin();
  await server.until(() => held.length === 3, 'a full window');
  server.session.send({ cmd: 'puback', messageId: held[1]! });
  await load.untilAcknowledged(1, timeoutMs);
  expect(load.progress[0]).toMatchObject({ acknowledgedThrough: 0, sentThrough: 3 });

  server.session.send({ cmd: 'puback', messageId: held[0]! });
  await load.untilAcknowledged(2, timeoutMs);
  expect(load.progress[0]).toMatchObject({ acknowledgedThrough: 2, sentThrough: 5 });
});

test('an open loop sends at its rate, whatever the number of devices', async () => {
  const { load } = await startLoad({ devices: devices(7), messagesPerSecond: 1000, window: 100 });
  await load.connect();
  const begunAtMs = performance.now();
  load.begin();
  await load.untilAcknowledged(300, timeoutMs);

  expect(performance.now() - begunAtMs).toBeGreaterThanOrEqual(299);
  await load.finish(timeoutMs);
  for (const { acknowledgedThrough } of load.progress) expect(acknowledgedThrough).toBeGreaterThan(30);
});

test('an open loop counts latency from when a message was due, not from when the server let it out', async () => {
  const heldMs = 200;
  let isHolding = true;
  const { load } = await startLoad(
    { messagesPerSecond: 1000, window: 1 },
    {
      answerMqtt: (packet, session) => {
        if (isHolding) setTimeout(answerByTheBook, heldMs, packet, session);
        else answerByTheBook(packet, session);
        isHolding = false;
      },
    },
  );
  await load.connect();
  load.begin();
  await load.untilAcknowledged(150, timeoutMs);

  // Those due while the first one was held have waited half as long on average.
  expect(load.takeLatency().percentileMs(0.5)).toBeGreaterThan(heldMs / 4);
});

test('after a lost connection a device goes on with the first counter that was not acknowledged', async () => {
  const lost: string[] = [];
  let answered = 0;
  const { server, load } = await startLoad(
    { reconnectPauseMs: 1, onLost: (did) => lost.push(did) },
    {
      answerMqtt: (packet, session) => {
        if (answered++ === 10) session.socket.destroy();
        else if (!session.socket.destroyed) answerByTheBook(packet, session);
      },
    },
  );
  await load.connect();
  load.begin();
  await server.until(() => server.sessions.length === 2, 'a second connection');
  await load.untilAcknowledged(30, timeoutMs);
  await load.finish(timeoutMs);

  const [first] = countersOf(server.sessions[1]!);
  expect(first).toBeLessThanOrEqual(11);
  const through = first! + server.sessions[1]!.publications.length - 1;
  expect(countersOf(server.sessions[1]!)).toEqual(range(first!, server.sessions[1]!.publications.length));
  expect(load.progress[0]).toMatchObject({ acknowledgedThrough: through });
  expect(lost).toEqual(['device0']);
  expect(load.lostConnections).toBe(1);
});

test('a device that is not let in fails the connecting', async () => {
  const { load } = await startLoad({}, { returnCode: () => 5 });

  await expect(load.connect()).rejects.toThrow('refused with return code 5');
});

test('a counter may begin where an earlier run ended, and wraps at 32 bits', async () => {
  const firstCounter = 2 ** 32 - 2;
  const { server, load } = await startLoad({ devices: [{ did: 'device0', passcode: 'P', firstCounter }] });
  await load.connect();
  load.begin();
  await load.untilAcknowledged(4, timeoutMs);

  expect(countersOf(server.session).slice(0, 4)).toEqual([2 ** 32 - 2, 2 ** 32 - 1, 0, 1]);
});

test('only a uint32 data point can carry the counter', () => {
  expect(() => countedReport(layout, 'air_humidity')).toThrow('air_humidity');
  expect(() => countedReport(layout, 'unheard_of')).toThrow('unheard_of');
});
