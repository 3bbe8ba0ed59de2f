import type { Catalog, Product } from './catalog.ts';

/** Whether devices of the product that nobody knows may come in and wait for approval. */
export function isInAdoption(product: Product | undefined, nowMs: number): boolean {
  return product?.adoptionUntilMs !== undefined && nowMs < product.adoptionUntilMs;
}

/** Whether that holds of any product: a device tells its product only after its login. */
export function isAnyInAdoption(catalog: Catalog, nowMs: number): boolean {
  return catalog.products().some((product) => isInAdoption(product, nowMs));
}
