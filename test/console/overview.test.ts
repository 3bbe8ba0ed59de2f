import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsoleStage } from './console-stage.ts';
import type { ConsoleVisit } from './console-visit.ts';

const firstPageBytesMax = 300_000;

let stage: ConsoleStage;

beforeAll(async () => {
  stage = await ConsoleStage.start();
  const { greenhouse, valve } = stage.customer;
  const device = await stage.device(greenhouse, '0A0000000001');
  await stage.device(valve, '0A0000000002');
  device.status.apply(new Map([['heater', 1]]));
  device.report();
}, 120_000);

afterAll(() => stage?.close());

/** A figure with what stands above and below it, by what stands above it. */
async function figure(visit: ConsoleVisit, label: string) {
  const text = await visit.page.getByText(label, { exact: true }).locator('..').innerText();
  return text.replaceAll(/\n+/g, ' ');
}

describe('the overview', () => {
  test('shows how many devices are online, new and active, and goes on counting by itself', async () => {
    const visit = await stage.visit('/');
    await expect.poll(() => figure(visit, 'Devices online')).toContain('2 of 2');
    expect(await figure(visit, 'New today')).toContain('2 2 in 7 days, 2 in 30');
    const third = await stage.device(stage.customer.valve, '0A0000000003');
    await expect.poll(() => figure(visit, 'Devices online')).toContain('3 of 3');
    await third.leave('disconnect');
    await expect.poll(() => figure(visit, 'Devices online')).toContain('2 of 3');
    await visit.end();
  });

  test('is about one product when one is chosen, and says so in its address', async () => {
    const visit = await stage.visit('/');
    await visit.page.getByRole('combobox', { name: 'Enterprise and product' }).click();
    await visit.page.getByRole('option', { name: '温室' }).click();
    await expect.poll(() => figure(visit, 'Devices online')).toContain('1 of 1');
    expect(visit.page.url()).toContain(`product_key=${stage.customer.greenhouse.productKey}`);
    await visit.page.getByRole('link', { name: 'Reports' }).click();
    expect(visit.page.url()).toContain(`product_key=${stage.customer.greenhouse.productKey}`);
    await visit.end();
  });

  test('leads from the beginning of a mac to the device, by keyboard alone', async () => {
    const visit = await stage.visit('/');
    await visit.page.keyboard.press('Control+k');
    await visit.page.keyboard.type('0A00000000');
    await visit.page.getByRole('option', { name: '0A0000000001' }).waitFor();
    await visit.page.keyboard.type('01');
    await expect.poll(() => visit.page.getByRole('option').count()).toBe(1);
    await visit.page.keyboard.press('ArrowDown');
    await visit.page.keyboard.press('Enter');
    await expect.poll(() => visit.page.url()).toContain(`/devices/${stage.customer.greenhouse.productKey}/`);
    await visit.end();
  });

  test.each([
    ['en', 'light', 1280],
    ['zh', 'dark', 1280],
    ['zh', 'light', 360],
  ] as const)('can be used by everybody in %s, %s, %s pixels wide', async (language, appearance, widthPx) => {
    const visit = await stage.visit('/', { language, appearance, widthPx });
    await expect.poll(() => visit.page.locator('canvas').count()).toBe(2);
    await visit.requireAccessible();
    await visit.requireNoSidewaysScroll();
    await visit.end();
  });

  test(`needs no more than ${firstPageBytesMax / 1000} kB of files, compressed by gzip`, async () => {
    const visit = await stage.visitAsStranger('/login');
    const files = new Set<string>();
    visit.page.on('response', (response) => files.add(new URL(response.url()).pathname));
    await visit.page.reload();
    await visit.page.getByLabel('Admin token').fill(stage.server.adminToken);
    await visit.page.getByRole('button', { name: 'Log in' }).click();
    await expect.poll(() => visit.page.locator('canvas').count()).toBe(2);
    const sizes = [...files].filter((path) => path.startsWith('/assets/')).map(gzippedBytes);
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(firstPageBytesMax);
    await visit.end();
  });
});

function gzippedBytes(path: string): number {
  return statSync(join(import.meta.dirname, '..', '..', 'dist', 'console', `${path}.gz`)).size;
}
