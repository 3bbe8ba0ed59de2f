import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppSocketsUnderTest } from '../src/api/app-socket/app-sockets.test-helper.ts';
import type { AppMessage } from './app-socket-client.ts';
import { startWorkerBrowser } from './worker-browser.ts';

let under: AppSocketsUnderTest;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  under = await AppSocketsUnderTest.start({ maxMessageBytes: 4_096, maxSocketsPerAddress: 5 });
  browser = await startWorkerBrowser();
  page = await browser.newPage();
  // A page of ours would be kept from opening sockets by its headers.
  await page.goto('about:blank');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await under?.stop();
});

interface Heard {
  readonly messages: AppMessage[];
  /** Of the end, if there was one. */
  readonly close: { readonly code: number; readonly wasClean: boolean } | undefined;
}

/** What a web page hears that sends these one after the other, each when the one before was answered. */
function talk(sent: readonly (object | string)[], path = '/ws/app/v1'): Promise<Heard> {
  const texts = sent.map((message) => (typeof message === 'string' ? message : JSON.stringify(message)));
  const url = `ws://127.0.0.1:${under.port}${path}`;
  return page.evaluate(
    ({ url, texts }) =>
      new Promise<Heard>((resolve) => {
        const socket = new WebSocket(url);
        const messages: AppMessage[] = [];
        Object.assign(globalThis, { messages });
        const next = () => {
          const text = texts.shift();
          if (text === undefined) socket.close();
          else socket.send(text);
        };
        socket.onopen = next;
        socket.onmessage = ({ data }) => {
          messages.push(JSON.parse(data));
          next();
        };
        socket.onclose = ({ code, wasClean }) => resolve({ messages, close: { code, wasClean } });
      }),
    { url, texts },
  );
}

const codesOf = ({ messages }: Heard) => messages.map(({ data }) => data?.error_code);

test('a web page logs in, and is told of each mistake by its code on a socket that stays', async () => {
  const user = await under.createUser();
  const device = await under.createDevice();
  await under.bind(user, device);
  const { did } = device;
  const heard = await talk([
    { cmd: 'ping' },
    { cmd: 'login_req', data: { ...user, token: 'wrong' } },
    { cmd: 'login_req', data: user },
    'no JSON',
    { cmd: 'dance' },
    { cmd: 'c2s_read', data: { did: 'x'.repeat(22) } },
    { cmd: 'c2s_write', data: { did, attrs: { nothing: 1 } } },
    { cmd: 'ping' },
  ]);
  expect(heard.messages.slice(1, 3).map(({ data }) => data.success)).toEqual([false, true]);
  expect(codesOf(heard)).toEqual([1003, undefined, undefined, 1001, 1002, 1004, 1006, undefined]);
  expect(heard.messages.at(-1)).toEqual({ cmd: 'pong' });
  expect(heard.close).toEqual({ code: 1005, wasClean: true });
});

test('a web page whose token ends hears 1009 and a clean close', async () => {
  const user = await under.createUser();
  const heard = talk([{ cmd: 'login_req', data: user }, { cmd: 'ping' }, { cmd: 'c2s_ack' }]);
  // The log-in and the ping are answered.
  await expect.poll(() => page.evaluate('globalThis.messages?.length')).toBe(2);
  await under.api.database.query('delete from user_token where uid = $1', [user.uid]);
  const { messages, close } = await heard;
  expect(messages.at(-1)!.data.error_code).toBe(1009);
  expect(close).toEqual({ code: 1000, wasClean: true });
});

test('a web page that sends too much is closed with 1009 of the protocol; one at another path or over the limit never opens', async () => {
  expect((await talk(['x'.repeat(5_000)])).close).toEqual({ code: 1009, wasClean: true });
  const refused = { messages: [], close: { code: 1006, wasClean: false } };
  expect(await talk([], '/ws/app/v2')).toEqual(refused);
  for (let open = 0; open < 5; open++) await under.connect();
  expect(await talk([])).toEqual(refused);
});
