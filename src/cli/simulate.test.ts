import { Command } from 'commander';
import { afterEach, expect, test } from 'vitest';
import { greenhouseController } from '../model/example-products/greenhouse-controller.ts';
import { answerKnownDevice, httpAnswer, StandInServer } from '../simulator/stand-in-server.test-helper.ts';
import { AdminClient } from './admin-client.ts';
import { Printer } from './printer.ts';
import { registerSimulate, type SimulateOptions, simulate } from './simulate.ts';

const productKey = 'de9e8d18d9394cce9081b25a531e552b';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A server whose /admin/v1 shows one product. */
async function startServer(datapoints: object | null): Promise<StandInServer> {
  const server = await StandInServer.start({
    answerHttp: (request, mqtt) => {
      if (!request.startsWith('GET /admin/')) return answerKnownDevice(request, mqtt);
      const isKnown = request.startsWith(`GET /admin/v1/products/${productKey} `);
      const isAllowed = request.toLowerCase().includes('\r\nauthorization: bearer secret\r\n');
      if (!isKnown || !isAllowed) {
        const refusal = { error_code: '5015', error_message: 'Product key not exist!', detail: '' };
        return httpAnswer('404 Not Found', JSON.stringify(refusal));
      }
      const body = JSON.stringify({ product_key: productKey, datapoints }).replace(
        /[\u0080-\uffff]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      return httpAnswer('200 OK', body);
    },
  });
  cleanUps.push(() => server.stop());
  return server;
}

function urlOf({ bootstrap }: StandInServer): string {
  return `http://127.0.0.1:${bootstrap.port}`;
}

function run(server: string, given: Partial<SimulateOptions> = {}) {
  const lines: string[] = [];
  const output = { write: (text: string) => lines.push(text.trimEnd()) };
  const io = { env: {}, stdout: output, stderr: output, clock: Date.now };
  const fixed = { server, product: productKey, mqtt: '3.1' } as const;
  const options = { ...fixed, devices: 2, intervalS: 1, seed: 1, ...given };
  const api = new AdminClient(server, 'secret');
  const ending = new AbortController();
  const ended = simulate({ api, io, options, args: [], printer: new Printer(io, false) }, ending.signal);
  return { lines, ending, ended };
}

test('the fleet lives until it is told to end, and then nothing is left of it', async () => {
  const server = await startServer(greenhouseController);
  const { lines, ending, ended } = run(urlOf(server));
  await server.until(
    () => server.sessions.filter(({ publications }) => publications.length > 0).length === 2,
    'reports',
  );
  ending.abort();
  await ended;
  await server.until(() => server.sessions.every(({ isClosed }) => isClosed), 'all connections closed');

  expect(lines.at(-1)).toMatch(/^2 of 2 devices online, \d+ reports sent, 0 controls answered$/);
});

test('what keeps all devices offline is said in the line of progress', async () => {
  const server = await startServer(greenhouseController);
  const silent = await StandInServer.start({
    answerHttp: () => httpAnswer('403 Forbidden', 'error_code=5018'),
  });
  cleanUps.push(() => silent.stop());
  const { lines, ending, ended } = run(urlOf(server), { deviceServer: urlOf(silent) });
  await silent.until(() => silent.requests.length === 2, 'two refused registrations');
  while (lines.length === 0) await new Promise(setImmediate);
  ending.abort();
  await ended;

  expect(lines[0]).toBe(
    '0 of 2 devices online, 0 reports sent, 0 controls answered (registration was answered 403 error_code=5018)',
  );
});

test('what is wrong is told in a sentence', async () => {
  const server = await startServer(null);
  const failures = [{}, { product: 'unknown' }, { deviceServer: 'https://localhost' }].map((options) =>
    run(urlOf(server), options).ended.catch((error: Error) => error.message),
  );

  expect(await Promise.all(failures)).toEqual([
    `Product ${productKey} has no data points. Give it some with product update --definition.`,
    expect.stringContaining('Product key not exist!'),
    'Devices register over plain HTTP, not at https://localhost. Say where with --device-server.',
  ]);
});

test('numbers out of range and unknown versions are refused before anything happens', async () => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  registerSimulate(program, { env: {}, stdout: process.stdout, stderr: process.stderr, clock: Date.now });
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  const parse = (...args: string[]) => program.parseAsync(['simulate', ...args], { from: 'user' });

  await expect(parse()).rejects.toThrow('--product');
  await expect(parse('--product', productKey, '--devices', '0')).rejects.toThrow('from 1 to 100000');
  await expect(parse('--product', productKey, '--mqtt', '4')).rejects.toThrow('3.1.1');
  await expect(parse('--product', productKey, '--interval-s', '1.5')).rejects.toThrow('from 1 to 86400');
});
