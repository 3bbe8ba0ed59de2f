import type { Browser, BrowserContext } from 'playwright-core';
import type { BootstrapServer } from '../../src/simulator/bootstrap-exchange.ts';
import { SimulatedDevice } from '../../src/simulator/simulated-device.ts';
import { type Customer, type CustomerProduct, createCustomer } from '../customer.ts';
import { ServerProcess } from '../server-process.ts';
import { startWorkerBrowser } from '../worker-browser.ts';
import { ConsoleVisit } from './console-visit.ts';

/** Who logs in: the administrator, or a member with this name and password. */
export type Visitor = 'admin' | { readonly username: string; readonly password: string };

export interface VisitOptions {
  /** The administrator when left out. */
  readonly visitor?: Visitor;
  readonly language?: 'en' | 'zh';
  readonly appearance?: 'light' | 'dark';
  /** 1280 when left out; 390 is a phone. */
  readonly widthPx?: number;
}

/** What tests of the console play on: the built server with a customer's products, simulated devices, and a browser. */
export class ConsoleStage {
  readonly server: ServerProcess;
  readonly #customer: Customer | undefined;
  readonly #browser: Browser;
  readonly #devices: SimulatedDevice[] = [];

  private constructor(server: ServerProcess, browser: Browser, customer?: Customer) {
    this.server = server;
    this.#customer = customer;
    this.#browser = browser;
  }

  static async start(): Promise<ConsoleStage> {
    const server = await ServerProcess.start();
    const customer = await createCustomer(server);
    return new ConsoleStage(server, await startWorkerBrowser(), customer);
  }

  /** An empty installation, without a customer. */
  static async startEmpty(): Promise<ConsoleStage> {
    const server = await ServerProcess.start();
    return new ConsoleStage(server, await startWorkerBrowser());
  }

  /** Of a stage that was not started empty. */
  get customer(): Customer {
    return this.#customer!;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.server.httpPort}`;
  }

  /** A device of the product that is online and stays so; it reports when the test says so. */
  async device(product: CustomerProduct, mac: string): Promise<SimulatedDevice> {
    const bootstrap: BootstrapServer = {
      host: '127.0.0.1',
      port: this.server.httpPort,
      hostName: '127.0.0.1',
    };
    const device = new SimulatedDevice({ bootstrap, product, mac, reportsOnArrival: true });
    this.#devices.push(device);
    device.connect();
    await device.online();
    return device;
  }

  /** Opens a page of the console as somebody who is logged in. */
  async visit(path: string, options: VisitOptions = {}): Promise<ConsoleVisit> {
    const context = await this.#context(options);
    const { visitor = 'admin' } = options;
    const answer = await context.request.post(`${this.origin}/console/v1/session`, {
      headers: { 'x-qiyun-console': '1' },
      data: visitor === 'admin' ? { admin_token: this.server.adminToken } : visitor,
    });
    if (!answer.ok()) throw new Error(`the log-in was refused: ${await answer.text()}`);
    // What the log-in page would have noted.
    await context.addInitScript("localStorage.setItem('qiyun.session', 'begun')");
    return ConsoleVisit.open(context, this.origin + path);
  }

  /** Opens a page of the console as somebody who is not logged in. */
  async visitAsStranger(path: string, options: VisitOptions = {}): Promise<ConsoleVisit> {
    return ConsoleVisit.open(await this.#context(options), this.origin + path);
  }

  async close(): Promise<void> {
    await Promise.all(this.#devices.map((device) => device.stop()));
    await this.#browser.close();
    await this.server.remove();
  }

  #context({ language = 'en', appearance = 'light', widthPx = 1280 }: VisitOptions): Promise<BrowserContext> {
    return this.#browser.newContext({
      locale: language === 'zh' ? 'zh-CN' : 'en-US',
      colorScheme: appearance,
      viewport: { width: widthPx, height: 900 },
    });
  }
}
