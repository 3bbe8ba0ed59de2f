import type { Clock } from '../model/clock.ts';
import { QiyunError } from '../model/errors.ts';
import type { CertificateState, TlsMaterial } from '../model/tls-material.ts';
import { readTlsMaterial, type TlsFiles } from './read-tls-material.ts';

export interface CertificateKeeperOptions {
  readonly files: TlsFiles;
  readonly clock: Clock;
  readonly log: Log;
}

interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Two weeks before its end somebody has to hear of it: whatever renews certificates does so a month before. */
const warningMs = 14 * 86_400_000;
const dayMs = 86_400_000;

/** The certificate in force. Files that change are taken when they can be served with; until then it stays as it is. */
export class CertificateKeeper {
  readonly #options: CertificateKeeperOptions;
  #material: TlsMaterial;
  #takers: ((material: TlsMaterial) => Promise<unknown>)[] = [];
  /** Why the files could not be taken when they were last looked at. */
  #doubt: string | undefined;
  #refusal: string | undefined;
  /** The day, since the epoch, on which the log was last told of the coming end. */
  #warnedOn = 0;

  private constructor(options: CertificateKeeperOptions, material: TlsMaterial) {
    this.#options = options;
    this.#material = material;
  }

  /** @throws QiyunError 5002 that names the setting whose file is no good */
  static async open(options: CertificateKeeperOptions): Promise<CertificateKeeper> {
    const keeper = new CertificateKeeper(options, await readTlsMaterial(options.files));
    keeper.#watchExpiry();
    return keeper;
  }

  get material(): TlsMaterial {
    return this.#material;
  }

  get state(): CertificateState {
    return { expiresAtMs: this.#material.expiresAtMs, isRefused: this.#refusal !== undefined };
  }

  /** Is given every certificate that comes into force from now on. */
  onRenewed(take: (material: TlsMaterial) => Promise<unknown>): void {
    this.#takers.push(take);
  }

  /**
   * Looks at the files. Whoever replaces them does so one after the other, and then they do not fit for a moment: unless it
   * is asked to be sure, a file is refused at the second look.
   */
  async check({ isSure = false } = {}): Promise<void> {
    const read = await this.#read();
    if (typeof read === 'string') this.#refuse(read, isSure);
    else if (isSame(read, this.#material)) this.#doubt = this.#refusal = undefined;
    else await this.#take(read);
    this.#watchExpiry();
  }

  /** Resolves to the reason when the files are no good. */
  async #read(): Promise<TlsMaterial | string> {
    try {
      const material = await readTlsMaterial(this.#options.files);
      return material.expiresAtMs > this.#options.clock() || isSame(material, this.#material)
        ? material
        : 'QIYUN_TLS_CERT: the new certificate has expired';
    } catch (error) {
      if (error instanceof QiyunError) return error.detail;
      throw error;
    }
  }

  #refuse(reason: string, isSure: boolean): void {
    const isDoubtedAgain = reason === this.#doubt;
    this.#doubt = reason;
    if (reason === this.#refusal || !(isSure || isDoubtedAgain)) return;
    this.#refusal = reason;
    this.#options.log.error({ reason }, 'the new certificate is refused; the one before stays in force');
  }

  async #take(material: TlsMaterial): Promise<void> {
    this.#doubt = this.#refusal = undefined;
    this.#material = material;
    await Promise.all(this.#takers.map((take) => take(material)));
    const expiresAt = new Date(material.expiresAtMs).toISOString();
    this.#options.log.info({ expiresAt }, 'a new certificate is in force');
  }

  /** Once a day. */
  #watchExpiry(): void {
    const { clock, log } = this.#options;
    const leftMs = this.#material.expiresAtMs - clock();
    const today = Math.floor(clock() / dayMs);
    if (leftMs > warningMs || today === this.#warnedOn) return;
    this.#warnedOn = today;
    const expiresAt = new Date(this.#material.expiresAtMs).toISOString();
    if (leftMs > 0) log.warn({ expiresAt }, 'the certificate expires soon');
    else log.error({ expiresAt }, 'the certificate has expired');
  }
}

function isSame(a: TlsMaterial, b: TlsMaterial): boolean {
  return a.certificate === b.certificate && a.key === b.key && a.clientAuthorities === b.clientAuthorities;
}
