import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, and the files they are in. */
export interface IssuedCertificate {
  readonly certificatePath: string;
  readonly keyPath: string;
  readonly certificate: string;
  readonly key: string;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];

/** An authority of certificates of its own, made anew with the openssl of this machine; `remove` takes its folder away. */
export class CertificateAuthority {
  readonly folder = mkdtempSync(join(tmpdir(), 'qiyun-ca-'));
  readonly #own: IssuedCertificate;

  constructor() {
    this.#own = this.#filesOf('authority');
    const { keyPath, certificatePath } = this.#own;
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-subj',
      '/CN=test authority',
      '-keyout',
      keyPath,
      '-out',
      certificatePath,
    );
  }

  get certificate(): string {
    return this.#own.certificate;
  }

  get certificatePath(): string {
    return this.#own.certificatePath;
  }

  /** For 127.0.0.1, or a client; with fewer than 0 days one that has expired. */
  issue(name: string, days = 30): IssuedCertificate {
    const issued = this.#filesOf(name);
    const request = join(this.folder, `${name}.csr`);
    const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
    const subject = ['-subj', `/CN=${name}`, '-addext', names];
    openssl('req', ...newKey, ...subject, '-keyout', issued.keyPath, '-out', request);
    const signed = ['-CA', this.#own.certificatePath, '-CAkey', this.#own.keyPath, '-days', String(days)];
    openssl(
      'x509',
      '-req',
      '-in',
      request,
      ...signed,
      '-copy_extensions',
      'copy',
      '-out',
      issued.certificatePath,
    );
    return issued;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #filesOf(name: string): IssuedCertificate {
    const [certificatePath, keyPath] = [join(this.folder, `${name}.pem`), join(this.folder, `${name}.key`)];
    return {
      certificatePath,
      keyPath,
      get certificate() {
        return readFileSync(certificatePath, 'utf8');
      },
      get key() {
        return readFileSync(keyPath, 'utf8');
      },
    };
  }
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
