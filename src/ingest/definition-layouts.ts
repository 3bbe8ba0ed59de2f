import type { StatusLayouts } from '../codec/status-layouts.ts';
import type { Catalog, VersionedDefinition } from '../store/catalog.ts';
import type { CurrentLayout } from './device-runtime.ts';
import type { PositionFields } from './own-position.ts';

/** The layouts that devices report by: the present one of a product, and those of earlier versions. */
export class DefinitionLayouts {
  readonly #catalog: Catalog;
  readonly #layouts: StatusLayouts;
  readonly #byVersion = new WeakMap<VersionedDefinition, CurrentLayout>();

  constructor(catalog: Catalog, layouts: StatusLayouts) {
    this.#catalog = catalog;
    this.#layouts = layouts;
  }

  /** The same object for as long as the product keeps its definition; undefined for a product without data points. */
  current(productId: number): CurrentLayout | undefined {
    const versioned = this.#catalog.productById(productId)?.current;
    return versioned && this.#layoutOf(versioned);
  }

  /** The data points with which the product's devices say where they are; undefined when it names none that exist. */
  position(productId: number): PositionFields | undefined {
    const product = this.#catalog.productById(productId);
    if (product?.longitudeAttr === undefined || product.latitudeAttr === undefined) return undefined;
    const fields = this.current(productId)?.layout.fieldsByName;
    const longitude = fields?.get(product.longitudeAttr);
    const latitude = fields?.get(product.latitudeAttr);
    return longitude?.scaling && latitude?.scaling ? { longitude, latitude } : undefined;
  }

  async ofVersion(productId: number, version: number): Promise<CurrentLayout | undefined> {
    const product = this.#catalog.productById(productId);
    const versioned = product && (await this.#catalog.definition(product, version));
    return versioned && this.#layoutOf(versioned);
  }

  #layoutOf(versioned: VersionedDefinition): CurrentLayout {
    let current = this.#byVersion.get(versioned);
    if (!current) {
      current = { version: versioned.version, layout: this.#layouts.of(versioned.definition) };
      this.#byVersion.set(versioned, current);
    }
    return current;
  }
}
