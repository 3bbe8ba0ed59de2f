import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

const axeScript = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const patienceMs = 10_000;

/** One page of the console in a browser of its own, and what went wrong on it. */
export class ConsoleVisit {
  readonly page: Page;
  /** Errors on the page, warnings, refused requests and requests to other hosts. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page, origin: string) {
    this.#context = context;
    this.page = page;
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('request', (request) => {
      const isOwn = /^(data:|blob:)/.test(request.url()) || new URL(request.url()).origin === origin;
      if (!isOwn) this.complaints.push(`a request to ${request.url()}`);
    });
  }

  static async open(context: BrowserContext, url: string): Promise<ConsoleVisit> {
    const visit = new ConsoleVisit(context, await context.newPage(), new URL(url).origin);
    await visit.page.goto(url);
    // Its first heading says that the page is there.
    await visit.page.getByRole('heading', { level: 1 }).waitFor();
    return visit;
  }

  /** Fails for anything that keeps people with disabilities from using what is on the page now (axe, WCAG 2 A and AA). */
  async requireAccessible(): Promise<void> {
    await this.page.evaluate(axeScript);
    const results = (await this.page.evaluate(
      "axe.run(document, { resultTypes: ['violations'] })",
    )) as AxeResults;
    const found = results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    );
    expect(found).toEqual([]);
  }

  /** Fails when the page is wider than the window. */
  async requireNoSidewaysScroll(): Promise<void> {
    const excess = await this.page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(excess).toBeLessThanOrEqual(0);
  }

  /** Ends the visit, which must have been without complaints. */
  async end(): Promise<void> {
    await this.#context.close();
    expect(this.complaints).toEqual([]);
  }
}
