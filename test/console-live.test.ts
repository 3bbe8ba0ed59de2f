import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { nextEvent, receivedEvents } from '../src/api/console/received-events.test-helper.ts';
import { encodeStatus } from '../src/codec/device-side.ts';
import { encodeFrame } from '../src/codec/frame.ts';
import { frameCommand } from '../src/codec/frame-command.ts';
import { newDid } from '../src/model/identifiers.ts';
import { ApiClient } from './api-client.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { HandDrivenDevice } from './hand-driven-device.ts';
import { ServerProcess } from './server-process.ts';

/** What the console shows as it happens, of an installation in two processes. */
const processCount = 2;
/** Streams of two processes are spread over both, as good as certainly. */
const streamCount = 16;

let server: ServerProcess;
let customer: Customer;

beforeAll(async () => {
  server = await ServerProcess.start({ env: { QIYUN_PROCESSES: String(processCount) } });
  customer = await createCustomer(server);
});
afterAll(() => server.remove());

test('every process shows what a device says, counts its messages, and stops at once whoever is looking', {
  timeout: 60_000,
}, async () => {
  const { productKey, layout } = customer.valve;
  const credentials = { did: newDid(), passcode: 'ABCDEFGHIJ' };
  const devices = [{ mac: credentials.did, ...credentials }];
  await adminApi(server).post(`/products/${productKey}/devices`, { devices });
  const url = `http://127.0.0.1:${server.httpPort}/console/v1/products/${productKey}/devices/${credentials.did}/events`;
  const headers = { authorization: `Bearer ${server.adminToken}` };
  const answers = await Promise.all(Array.from({ length: streamCount }, () => fetch(url, { headers })));
  const processes = new Set(answers.map((answer) => answer.headers.get('x-request-id')!.split('-')[0]));
  expect(processes.size).toBe(processCount);
  const streams = answers.map(receivedEvents);
  for (const stream of streams) {
    expect(await nextEvent(stream)).toEqual({
      event: 'present',
      data: { online: false, attrs: {}, reported_at: null },
    });
  }
  const device = await HandDrivenDevice.connect(server, credentials);
  onTestFinished(() => device.end());
  for (const stream of streams) {
    expect(await nextEvent(stream)).toEqual({
      event: 'presence',
      data: { time: expect.any(Number), online: true },
    });
  }
  const payload = encodeStatus(layout, new Map([['soil_temperature', 5732]]), 'report');
  await device.publish(encodeFrame({ command: frameCommand.report, payload }), 1);
  for (const stream of streams) {
    expect(await nextEvent(stream)).toEqual({
      event: 'report',
      data: { time: expect.any(Number), attrs: { soil_temperature: 37.32 } },
    });
  }
  const console = new ApiClient({ server, prefix: '/console/v1', authorization: headers.authorization });
  const live = () => console.get(`/live?product_key=${productKey}`);
  await expect.poll(async () => (await live()).messages_per_second, { timeout: 10_000 }).toBeGreaterThan(0);
  expect((await live()).devices.online).toBe(1);
  const stoppingAtMs = performance.now();
  await server.stop();
  expect(performance.now() - stoppingAtMs).toBeLessThan(4_000);
  for (const stream of streams) expect((await stream.next()).done).toBe(true);
});
