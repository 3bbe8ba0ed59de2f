import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { invalidField } from '../model/errors.ts';
import type { TlsMaterial } from '../model/tls-material.ts';

/** Paths of PEM files. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthorities: string | undefined;
}

/** The settings that name the files, as refusals call them. */
const settingOf = {
  certificate: 'QIYUN_TLS_CERT',
  key: 'QIYUN_TLS_KEY',
  clientAuthorities: 'QIYUN_TLS_CLIENT_CA',
} as const;

const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads the files and tries them out, so that whatever is returned can be served with.
 *
 * @throws QiyunError 5002 that names the setting whose file is no good
 */
export async function readTlsMaterial(files: TlsFiles): Promise<TlsMaterial> {
  const certificate = await read(files, 'certificate');
  const key = await read(files, 'key');
  const clientAuthorities = files.clientAuthorities && (await read(files, 'clientAuthorities'));
  const [own] = certificatesIn(certificate, 'certificate');
  if (clientAuthorities !== undefined) certificatesIn(clientAuthorities, 'clientAuthorities');
  if (!own!.checkPrivateKey(privateKey(key)))
    throw invalidField(settingOf.key, 'is not the key of the certificate');
  tryOut(certificate, key);
  return { certificate, key, clientAuthorities, expiresAtMs: Date.parse(own!.validTo) };
}

async function read(files: TlsFiles, which: keyof TlsFiles): Promise<string> {
  const path = files[which]!;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw invalidField(settingOf[which], `${path} cannot be read (${code})`);
  }
}

/** At least one. */
function certificatesIn(pem: string, which: keyof TlsFiles): X509Certificate[] {
  const blocks = pem.match(certificatePattern) ?? [];
  try {
    if (blocks.length > 0) return blocks.map((block) => new X509Certificate(block));
  } catch {
    // Refused below, like a file without any.
  }
  throw invalidField(settingOf[which], 'has no certificate in PEM form, or a broken one');
}

function privateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw invalidField(settingOf.key, 'is no private key in PEM form without a passphrase');
  }
}

/** OpenSSL has opinions of its own, such as on keys that are too short. */
function tryOut(cert: string, key: string): void {
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw invalidField(settingOf.certificate, `cannot be served with: ${(error as Error).message}`);
  }
}
