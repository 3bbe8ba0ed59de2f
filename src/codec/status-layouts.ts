import type { ProductDefinition } from '../model/product-definition.ts';
import { compileStatusLayout, type StatusLayout } from './status-layout.ts';

/** Compiles the layout of a definition once, however many frames are read by it. */
export class StatusLayouts {
  readonly #compiled = new WeakMap<ProductDefinition, StatusLayout>();

  of(definition: ProductDefinition): StatusLayout {
    let layout = this.#compiled.get(definition);
    if (!layout) {
      layout = compileStatusLayout(definition);
      this.#compiled.set(definition, layout);
    }
    return layout;
  }
}
