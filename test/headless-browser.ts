import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

interface InstalledBrowser {
  readonly executablePath: string;
  readonly env: Record<string, string>;
}

/**
 * Chromium: that of QIYUN_TEST_CHROMIUM, if any, else the one that npm has, with the libraries that it needs. That one is
 * unpacked into the folder, which takes seconds, unless it is there already; one process at a time.
 */
export async function startHeadlessBrowser(folder: string): Promise<Browser> {
  const { executablePath, env } = await installedBrowser(folder);
  // Containers have little shared memory.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'];
  return chromium.launch({ executablePath, env: { ...ownEnvironment(), ...env }, args });
}

async function installedBrowser(folder: string): Promise<InstalledBrowser> {
  const installed = process.env.QIYUN_TEST_CHROMIUM;
  if (installed) return { executablePath: installed, env: {} };
  await mkdir(folder, { recursive: true });
  const env = {
    LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    FONTCONFIG_FILE: await configureFonts(folder),
  };
  return { executablePath: await unpack(folder), env };
}

/** The package unpacks into TMPDIR, once, and its libraries only where it believes to be in the cloud it was made for. */
async function unpack(folder: string): Promise<string> {
  const before = ownEnvironment();
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    packed.setGraphicsMode = false;
    return await packed.executablePath();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** The package's own configuration looks for its fonts in /tmp alone; without any font Chromium ends itself. */
async function configureFonts(folder: string): Promise<string> {
  const file = join(folder, 'fonts.conf');
  await writeFile(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
      <dir>${join(folder, 'fonts')}</dir><dir>/usr/share/fonts</dir>
      <cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>`,
  );
  return file;
}

function ownEnvironment(): Record<string, string> {
  return { ...process.env } as Record<string, string>;
}
