import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CertificateAuthority, type IssuedCertificate } from '../../test/certificate-authority.ts';
import type { TlsMaterial } from '../model/tls-material.ts';
import { CertificateKeeper } from './certificate-keeper.ts';

const dayMs = 86_400_000;
let nowMs: number;
let authority: CertificateAuthority;
let inForce: IssuedCertificate;
let keeper: CertificateKeeper;
let taken: TlsMaterial[];
let logged: string[];

beforeEach(async () => {
  nowMs = Date.now();
  authority = new CertificateAuthority();
  inForce = authority.issue('in-force');
  taken = [];
  logged = [];
  keeper = await open();
});

afterEach(() => authority.remove());

async function open(): Promise<CertificateKeeper> {
  const tell = (level: string) => (_details: object, message: string) =>
    void logged.push(`${level}: ${message}`);
  const opened = await CertificateKeeper.open({
    files: { certificate: inForce.certificatePath, key: inForce.keyPath, clientAuthorities: undefined },
    clock: () => nowMs,
    log: { info: tell('info'), warn: tell('warn'), error: tell('error') },
  });
  opened.onRenewed(async (material) => void taken.push(material));
  return opened;
}

function replaceBy({ certificatePath, keyPath }: IssuedCertificate): void {
  copyFileSync(certificatePath, inForce.certificatePath);
  copyFileSync(keyPath, inForce.keyPath);
}

const refused = 'error: the new certificate is refused; the one before stays in force';

test('files that have changed are taken once', async () => {
  await keeper.check();
  expect(taken).toEqual([]);
  const next = authority.issue('next');
  replaceBy(next);
  await keeper.check();
  await keeper.check();
  expect(taken.map(({ certificate }) => certificate)).toEqual([next.certificate]);
  expect(keeper.material).toBe(taken[0]);
  expect(logged).toEqual(['info: a new certificate is in force']);
});

test('a certificate whose key comes a moment later is waited for', async () => {
  const next = authority.issue('next');
  copyFileSync(next.certificatePath, inForce.certificatePath);
  await keeper.check();
  expect(logged).toEqual([]);
  copyFileSync(next.keyPath, inForce.keyPath);
  await keeper.check();
  expect(taken).toHaveLength(1);
  expect(keeper.state.isRefused).toBe(false);
});

const breakages: [what: string, breakIt: () => void][] = [
  ['the key of another', () => copyFileSync(authority.issue('other').keyPath, inForce.keyPath)],
  ['no certificate', () => writeFileSync(inForce.certificatePath, 'none')],
  [
    'a torn certificate',
    () => writeFileSync(inForce.certificatePath, inForce.certificate.replace(/^M.{9}/m, '')),
  ],
  ['no key', () => writeFileSync(inForce.keyPath, inForce.certificate)],
  ['a missing file', () => rmSync(inForce.keyPath)],
  ['a certificate that has expired', () => replaceBy(authority.issue('late', -1))],
];

test.each(breakages)('%s is refused, and the one before stays in force', async (_what, breakIt) => {
  const before = keeper.material;
  breakIt();
  await keeper.check();
  expect(keeper.state.isRefused).toBe(false);
  await keeper.check();
  await keeper.check();
  expect(keeper.state.isRefused).toBe(true);
  expect(logged).toEqual([refused]);
  expect([keeper.material, taken]).toEqual([before, []]);
  replaceBy(authority.issue('mended'));
  await keeper.check();
  expect([keeper.state.isRefused, taken.length]).toEqual([false, 1]);
});

test('who asks to be sure hears of a refusal at the first look', async () => {
  writeFileSync(inForce.keyPath, 'none');
  await keeper.check({ isSure: true });
  expect(logged).toEqual([refused]);
});

test('a server does not start with files that it cannot serve with, and names the setting', async () => {
  writeFileSync(inForce.keyPath, 'none');
  await expect(open()).rejects.toMatchObject({
    code: '5002',
    detail: expect.stringContaining('QIYUN_TLS_KEY'),
  });
  rmSync(inForce.certificatePath);
  await expect(open()).rejects.toMatchObject({ detail: expect.stringContaining('QIYUN_TLS_CERT') });
});

test('the coming end is told once a day, and so is that it has come', async () => {
  nowMs += 20 * dayMs;
  await keeper.check();
  await keeper.check();
  expect(logged).toEqual(['warn: the certificate expires soon']);
  nowMs += 11 * dayMs;
  await keeper.check();
  expect(logged[1]).toBe('error: the certificate has expired');
});
