import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { createPartitions } from '../src/store/partitions.ts';
import { startHeadlessBrowser } from '../test/headless-browser.ts';
import { type BenchCustomer, createCustomer } from './bench-customer.ts';
import { readFlags } from './bench-flags.ts';
import { makeCrowd } from './device-crowd.ts';
import { MeasuredServer } from './measured-server.ts';
import { median, percentile } from './percentile.ts';
import { printResult } from './print-result.ts';
import { withScratchFolder } from './scratch-folder.ts';

/**
 * How long somebody at the console waits for the table of devices: from the key press or click to the rows on the screen,
 * in headless Chromium on the same machine. Beside each, the bare call of the API by the same page.
 */
const flags = readFlags({ devices: 100_000, rounds: 16, processes: 1, program: '' });

interface Filter {
  readonly name: string;
  /** What comes before, and is not measured. */
  prepare(page: Page): Promise<void>;
  /** Ends with the key press or click that is measured from. */
  act(page: Page, round: number): Promise<void>;
}

const search = (page: Page) => page.getByRole('searchbox', { name: 'MAC or device ID' });

const filters: readonly Filter[] = [
  {
    name: 'one more letter of the mac',
    prepare: (page) => search(page).fill('c0000000'),
    act: (page, round) => search(page).press((round % 16).toString(16)),
  },
  {
    name: 'online',
    prepare: async () => {},
    act: (page) => page.getByText('Online', { exact: true }).first().click(),
  },
  {
    name: 'has a fault',
    prepare: (page) => openChoice(page, 'Faults'),
    act: (page) => page.getByRole('option', { name: 'Has a fault' }).click(),
  },
  {
    name: 'country',
    prepare: (page) => openChoice(page, 'Place'),
    act: (page) => page.getByRole('option', { name: 'Land 1', exact: true }).click(),
  },
  {
    name: 'group',
    prepare: (page) => openChoice(page, 'Group'),
    act: (page) => page.getByRole('option').first().click(),
  },
  {
    name: 'next page',
    prepare: async () => {},
    act: (page) => page.getByRole('button', { name: 'Next page' }).click(),
  },
];

async function openChoice(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await page.getByRole('combobox', { name }).click();
  await page.getByRole('option').first().waitFor();
}

/** Runs in the page: `rowsAfterMs` resolves to the time from the last key press or click until other rows were painted. */
const watchRows = `(() => {
  const macs = () => [...document.querySelectorAll('tbody a')].map((link) => link.textContent).join() +
    [...document.querySelectorAll('[aria-live=polite]')].map((text) => text.textContent).join();
  const before = macs();
  let startedMs;
  const begin = (event) => { startedMs = event.timeStamp; };
  for (const kind of ['keydown', 'click']) document.addEventListener(kind, begin, { capture: true });
  window.rowsAfterMs = new Promise((resolve) => {
    const look = () => {
      if (macs() === before) return requestAnimationFrame(look);
      // What has changed is on the screen with the next frame.
      requestAnimationFrame(() => resolve(performance.now() - startedMs));
    };
    requestAnimationFrame(look);
  });
})()`;

await withScratchFolder(async (folder) => {
  const server = await MeasuredServer.start({
    dataDir: join(folder, 'data'),
    processes: flags.processes,
    ...(flags.program === '' ? {} : { program: flags.program }),
  });
  const browser = await startHeadlessBrowser(join(folder, 'browser'));
  try {
    const customer = await createCustomer(server, greenhouseController);
    await fill(server, customer);
    const context = await browser.newContext({ locale: 'en-US' });
    await context.request.post(`${server.httpUrl}/console/v1/session`, {
      headers: { 'x-qiyun-console': '1' },
      data: { admin_token: server.adminToken },
    });
    // What the log-in page would have noted.
    await context.addInitScript("localStorage.setItem('qiyun.session', 'begun')");
    const page = await context.newPage();
    const rows = [];
    for (const filter of filters) rows.push(await measure(page, filter, addressOf(server, customer)));
    printResult({
      bench: 'console',
      headline: `the devices table of ${flags.devices} devices: from the key press or click to the rows on the screen`,
      rows,
    });
  } finally {
    await browser.close();
    await server.stop();
  }
});

async function fill(server: MeasuredServer, { productKey }: BenchCustomer): Promise<void> {
  const startMs = Date.now();
  const database = await server.connectDatabase();
  await createPartitions(database, startMs);
  await makeCrowd(database, {
    productKey,
    devices: flags.devices,
    devicesWithLog: 0,
    framesPerDevice: 1,
    startMs,
    frameEveryMs: 1_000,
    payload: Buffer.alloc(0),
  });
  await database.end();
}

function addressOf(server: MeasuredServer, { productKey }: BenchCustomer): string {
  return `${server.httpUrl}/devices?product_key=${productKey}`;
}

async function measure(page: Page, { name, prepare, act }: Filter, address: string) {
  const waits: number[] = [];
  const calls: number[] = [];
  for (let round = 0; round < flags.rounds; round++) {
    await page.goto(address);
    await page.getByText(/^1–\d+ of/).waitFor();
    await prepare(page);
    await settled(page);
    const asked = page.waitForRequest((request) => request.url().includes('/devices?'));
    await page.evaluate(watchRows);
    await act(page, round);
    waits.push((await page.evaluate('window.rowsAfterMs')) as number);
    calls.push(await timeCall(page, (await asked).url()));
  }
  return {
    filter: name,
    'median ms': median(waits),
    'p95 ms': percentile(waits, 0.95),
    'slowest ms': Math.max(...waits),
    'bare call median ms': median(calls),
    'bare call p95 ms': percentile(calls, 0.95),
  };
}

/** Nothing is asked of the server any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(400);
  await page.locator('table[aria-busy=false]').waitFor();
}

function timeCall(page: Page, url: string): Promise<number> {
  return page.evaluate(async (asked) => {
    const startMs = performance.now();
    await (await fetch(asked)).json();
    return performance.now() - startMs;
  }, url);
}
