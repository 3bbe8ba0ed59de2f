import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Customer, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';
import { startWorkerBrowser } from './worker-browser.ts';

const red = 'rgb(211, 48, 47)';
const blue = 'rgb(21, 89, 201)';
const control = 'post_v1_products_product_key_devices_did_control';
const accessToken = 'post_v1_products_product_key_access_token';
const datapoint = 'get_v1_products_product_key_datapoint';

let server: ServerProcess;
let customer: Customer;
let browser: Browser;
let page: Page;
let origin: string;
let complaints: string[];

beforeAll(async () => {
  server = await ServerProcess.start();
  origin = `http://127.0.0.1:${server.httpPort}`;
  customer = await createCustomer(server);
  browser = await startWorkerBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

beforeEach(() => openPage('zh-CN'));
afterEach(() => page.close());

async function openPage(locale: string): Promise<void> {
  page = await browser.newPage({ locale });
  page.setDefaultTimeout(10_000);
  complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!/^(data:|blob:)/.test(request.url()) && new URL(request.url()).origin !== origin)
      complaints.push(request.url());
  });
}

/** An operation as it is on the page. */
function operation(operationId: string): Locator {
  return page.locator(`.opblock[id$="-${operationId}"]`);
}

async function openOperation(operationId: string): Promise<Locator> {
  await page.goto(`${origin}/docs#!/${operationId}`);
  await operation(operationId).locator('.execute').waitFor();
  return operation(operationId);
}

function parameter(opened: Locator, name: string): Locator {
  return opened.locator(`tr[data-param-name="${name}"] input`);
}

function markColour(operationId: string): Promise<string> {
  const mark = `.opblock[id$="-${operationId}"] .header-mark`;
  return page.evaluate(`getComputedStyle(document.querySelector('${mark}')).color`);
}

async function authorize(opened: Locator, value: string): Promise<void> {
  await opened.locator('.authorization__btn').click();
  await page.locator('.auth-container input').fill(value);
  await page.locator('.auth-btn-wrapper .authorize').click();
}

describe('a link of the document', () => {
  test.each([
    ['/docs', `#/设备管理/${control}`],
    ['/docs', `#!/设备管理/${control}`],
    ['/docs', `#!/${control}`],
    ['/doc/index/debug_enterprise', `#!/设备管理/${control}`],
    ['/doc/index/debug_enterprise', `#!/用户报表/${control}`],
    ['/doc/index/debug_enterprise', `#!/${control}`],
  ])('opens the operation it names: %s%s', async (path, hash) => {
    await page.goto(origin + path + hash);
    await operation(control).locator('.execute').waitFor();
    await expect
      .poll(() => operation(control).evaluate((block) => block.getBoundingClientRect().top))
      .toBeLessThan(100);
    expect(await page.locator('.opblock.is-open').count()).toBe(1);
    expect(decodeURIComponent(new URL(page.url()).hash)).toBe(`#/设备管理/${control}`);
  });

  test('opens the chapter it names', async () => {
    await page.goto(`${origin}/doc/index/debug_enterprise#/设备管理`);
    const chapter = page.locator('.opblock-tag[data-tag="设备管理"]');
    await chapter.waitFor();
    expect(await chapter.getAttribute('data-is-open')).toBe('true');
  });

  test('opens what it names while the page is open, too', async () => {
    await openOperation(control);
    await page.evaluate(`location.hash = '#!/${datapoint}'`);
    await operation(datapoint).locator('.execute').waitFor();
  });

  test('that names nothing shows everything', async () => {
    await page.goto(`${origin}/docs#!/nowhere/nothing`);
    await operation(control).waitFor();
  });
});

describe('the mark of an operation that needs a header', () => {
  test('is red until the header is filled in and blue after', async () => {
    const opened = await openOperation(datapoint);
    expect(await markColour(datapoint)).toBe(red);
    await authorize(opened, 'token whatever');
    await expect.poll(() => markColour(datapoint)).toBe(blue);
    expect(await page.locator('.dialog-ux').count()).toBe(0);
  });

  test('is red again when the page was loaded again: nothing is kept outside its memory', async () => {
    const opened = await openOperation(datapoint);
    await authorize(opened, 'token whatever');
    await expect.poll(() => markColour(datapoint)).toBe(blue);
    const kept = await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])');
    expect(kept).not.toContain('whatever');
    await page.reload();
    await operation(datapoint).locator('.execute').waitFor();
    expect(await markColour(datapoint)).toBe(red);
  });

  test('is not there where no header is needed', async () => {
    const opened = await openOperation(accessToken);
    expect(await opened.locator('.header-mark').count()).toBe(0);
  });
});

describe('trying an operation', () => {
  test('a click on the example fills it into the body', async () => {
    const opened = await openOperation(control);
    const body = opened.locator('textarea');
    await body.fill('');
    await opened.locator('.example-box').click();
    expect(JSON.parse(await body.inputValue())).toEqual({
      attrs: { target_temperature: 23.5, grow_light: 80 },
    });
  });

  test('试一下 gets a token, with which the next operation answers', async () => {
    const { enterpriseId, enterpriseSecret, greenhouse } = customer;
    const issuing = await openOperation(accessToken);
    await parameter(issuing, 'product_key').fill(greenhouse.productKey);
    const secrets = {
      enterprise_id: enterpriseId,
      enterprise_secret: enterpriseSecret,
      product_secret: greenhouse.productSecret,
    };
    await issuing.locator('textarea').fill(JSON.stringify(secrets));
    const { token } = JSON.parse(await answerTo(issuing, 201));

    const reading = await openOperation(datapoint);
    await authorize(reading, `token ${token}`);
    expect(JSON.parse(await answerTo(reading, 200))).toMatchObject({ product_key: greenhouse.productKey });
  });

  test('试一下 shows the curl command, the address, the code, the body and the headers', async () => {
    const opened = await openOperation(datapoint);
    await authorize(opened, 'token 0123');
    await parameter(opened, 'product_key').fill(customer.greenhouse.productKey);
    expect(JSON.parse(await answerTo(opened, 400))).toEqual({
      error_code: '5010',
      error_message: 'token未匹配',
      detail: '',
    });
    const shown = await opened.locator('.responses-wrapper').innerText();
    const url = `${origin}/v1/products/${customer.greenhouse.productKey}/datapoint`;
    expect(await opened.locator('.curl-command').innerText()).toMatch(`curl -X 'GET'`);
    expect(await opened.locator('.curl-command').innerText()).toMatch(`-H 'Authorization: token 0123'`);
    expect(await opened.locator('.request-url').innerText()).toContain(url);
    expect(shown).toMatch(/^ *x-request-id: /m);
    expect(shown).toMatch(/响应码.*响应体.*响应头/s);
  });

  test('a product_key that is filled in at one operation is filled in at all of them', async () => {
    const opened = await openOperation(datapoint);
    await parameter(opened, 'product_key').fill('0123456789abcdef');
    const next = await openOperation(control);
    await expect.poll(() => parameter(next, 'product_key').inputValue()).toBe('0123456789abcdef');
  });
});

/** Runs the operation; the body of its answer as it is shown. */
async function answerTo(opened: Locator, status: number): Promise<string> {
  await opened.locator('.execute').click();
  const answer = opened.locator('.live-responses-table .response');
  await answer.waitFor();
  expect(await answer.locator('.response-col_status').innerText()).toContain(String(status));
  return answer.locator('.highlight-code pre').first().innerText();
}

describe('the page', () => {
  test('speaks the language of the browser, and the other one at a click, which it remembers', async () => {
    const opened = await openOperation(control);
    await authorize(opened, 'token kept');
    expect(await opened.locator('.execute').innerText()).toBe('试一下');
    expect(await opened.locator('.opblock-summary-description').innerText()).toBe('远程控制');
    await page.getByText('English').click();
    await expect.poll(() => opened.locator('.execute').innerText()).toBe('Try it');
    expect(await opened.locator('.opblock-summary-description').innerText()).toMatch(/^Sends a command/);
    expect(await markColour(control)).toBe(blue);
    await page.reload();
    await expect.poll(() => operation(control).locator('.execute').innerText()).toBe('Try it');
    await page.getByText('中文').click();
    await expect.poll(() => operation(control).locator('.execute').innerText()).toBe('试一下');
  });

  test('has a document in which nothing refers elsewhere, in both languages, for it relies on that', async () => {
    await openOperation(control);
    const shown = await page.evaluate(`(async () => {
      const { localized } = await import('/docs/localized.js');
      const apiDocument = await (await fetch('/openapi.json')).json();
      return JSON.stringify(['zh', 'en'].map((language) => localized(apiDocument, language).paths));
    })()`);
    expect(shown).toContain(control);
    expect(shown).not.toContain('"$ref":');
  });

  test('is English for a browser that prefers another language than Chinese', async () => {
    await page.close();
    await openPage('de-DE');
    const opened = await openOperation(control);
    expect(await opened.locator('.execute').innerText()).toBe('Try it');
  });

  test('loads nothing from other hosts, and its own policy stops nothing that it needs', async () => {
    await openOperation(control);
    await operation(datapoint).click();
    expect(complaints).toEqual([]);
  });

  test('may not be framed, may load from nowhere else, and is not sent twice', async () => {
    const first = await fetch(`${origin}/docs`);
    expect(first.headers.get('content-security-policy')).toMatch(
      /^default-src 'none';.*frame-ancestors 'none'/,
    );
    const again = await fetch(`${origin}/docs`, { headers: { 'if-none-match': first.headers.get('etag')! } });
    expect(again.status).toBe(304);
    expect((await fetch(`${origin}/docs/../package.json`)).status).toBe(404);
  });
});
