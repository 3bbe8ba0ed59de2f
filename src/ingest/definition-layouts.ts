import { numberFields } from '../codec/carried-numbers.ts';
import type { StatusLayouts } from '../codec/status-layouts.ts';
import type { Catalog, Product, VersionedDefinition } from '../store/catalog.ts';
import type { CurrentLayout } from './device-runtime.ts';
import type { PositionFields } from './own-position.ts';

/** The layouts that devices report by: the present one of a product, and those of earlier versions. */
export class DefinitionLayouts {
  readonly #catalog: Catalog;
  readonly #layouts: StatusLayouts;
  /** Of products whose numbers are summed up, and of all others. */
  readonly #summed = new WeakMap<VersionedDefinition, CurrentLayout>();
  readonly #plain = new WeakMap<VersionedDefinition, CurrentLayout>();

  constructor(catalog: Catalog, layouts: StatusLayouts) {
    this.#catalog = catalog;
    this.#layouts = layouts;
  }

  /** The same object for as long as the product keeps its definition, and the choice whether its numbers are summed up; undefined for a product without data points. */
  current(productId: number): CurrentLayout | undefined {
    const product = this.#catalog.productById(productId);
    return product?.current && this.#layoutOf(product, product.current);
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
    return versioned && this.#layoutOf(product, versioned);
  }

  #layoutOf({ aggData }: Product, versioned: VersionedDefinition): CurrentLayout {
    const known = aggData ? this.#summed : this.#plain;
    let current = known.get(versioned);
    if (!current) {
      const layout = this.#layouts.of(versioned.definition);
      current = { version: versioned.version, layout, summed: aggData ? numberFields(layout) : [] };
      known.set(versioned, current);
    }
    return current;
  }
}
