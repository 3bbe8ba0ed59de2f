import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { FolderGuardian } from './folder-guardian.ts';

/**
 * Chromium as npm has it, with the libraries that it needs: unpacked into a folder of its own, which is removed again at
 * the end, or when the test run is killed.
 */
export class HeadlessBrowser {
  readonly browser: Browser;
  readonly #guardian: FolderGuardian;

  private constructor(browser: Browser, guardian: FolderGuardian) {
    this.browser = browser;
    this.#guardian = guardian;
  }

  static async start(): Promise<HeadlessBrowser> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'qiyun-browser-')));
    const guardian = new FolderGuardian(folder);
    try {
      const { executablePath, env } = await unpack(folder);
      // Containers have little shared memory.
      const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'];
      return new HeadlessBrowser(await chromium.launch({ executablePath, env, args }), guardian);
    } catch (error) {
      await guardian.clear();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#guardian.clear();
  }
}

interface UnpackedBrowser {
  readonly executablePath: string;
  readonly env: Record<string, string>;
}

/** That of QIYUN_TEST_CHROMIUM, if any. The package unpacks into TMPDIR, and its libraries only where it believes to be in the cloud it was made for. */
async function unpack(folder: string): Promise<UnpackedBrowser> {
  const installed = process.env.QIYUN_TEST_CHROMIUM;
  if (installed) return { executablePath: installed, env: process.env as Record<string, string> };
  const before = { ...process.env };
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    packed.setGraphicsMode = false;
    const executablePath = await packed.executablePath();
    const fontconfig = await configureFonts(folder);
    return { executablePath, env: { ...(process.env as Record<string, string>), ...fontconfig } };
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** The package's own configuration looks for its fonts in /tmp alone; without any font Chromium ends itself. */
async function configureFonts(folder: string): Promise<Record<string, string>> {
  const file = join(folder, 'fonts.conf');
  await writeFile(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
      <dir>${join(folder, 'fonts')}</dir><dir>/usr/share/fonts</dir>
      <cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>`,
  );
  return { FONTCONFIG_FILE: file };
}
