import { hashSecret } from '../model/secrets.ts';
import type { Catalog, Product } from './catalog.ts';
import type { SecretSeal } from './secret-seal.ts';

interface OpenedSecret {
  readonly sealed: Buffer;
  readonly hash: string;
}

/**
 * Finds products by their secrets. In memory are only hashes: how long a look-up takes says nothing of the secrets, and
 * each is opened once.
 */
export class ProductSecrets {
  readonly #catalog: Catalog;
  readonly #seal: SecretSeal;
  /** By the product's id. */
  readonly #opened = new Map<number, OpenedSecret>();
  readonly #idsByHash = new Map<string, number>();

  constructor(catalog: Catalog, seal: SecretSeal) {
    this.#catalog = catalog;
    this.#seal = seal;
  }

  /** The product that has this secret at present. */
  find(secret: string): Product | undefined {
    const hash = hashSecret(secret).toString('hex');
    return this.#known(hash) ?? this.#knownAfterOpening(hash);
  }

  #known(hash: string): Product | undefined {
    const product = this.#catalog.productById(this.#idsByHash.get(hash) ?? 0);
    return product && this.#isOpened(product) ? product : undefined;
  }

  #isOpened({ id, secretSealed }: Product): boolean {
    return this.#opened.get(id)?.sealed.equals(secretSealed) ?? false;
  }

  #knownAfterOpening(hash: string): Product | undefined {
    for (const product of this.#catalog.products()) if (!this.#isOpened(product)) this.#open(product);
    return this.#known(hash);
  }

  #open({ id, secretSealed: sealed }: Product): void {
    const former = this.#opened.get(id);
    if (former) this.#idsByHash.delete(former.hash);
    const hash = hashSecret(this.#seal.open(sealed)).toString('hex');
    this.#opened.set(id, { sealed, hash });
    this.#idsByHash.set(hash, id);
  }
}
