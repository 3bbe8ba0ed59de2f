import { compileStatusLayout, type StatusLayout } from '../codec/status-layout.ts';
import { parseProductDefinition } from '../model/product-definition.ts';

/** A product whose devices are simulated. */
export interface SimulatedProduct {
  readonly productKey: string;
  readonly layout: StatusLayout;
}

/**
 * Makes a product of its definition, as `GET …/datapoint` answers it (product-definition.md).
 * @throws QiyunError 5002 when the definition is not valid
 */
export function readSimulatedProduct(productKey: string, datapoints: unknown): SimulatedProduct {
  return { productKey, layout: compileStatusLayout(parseProductDefinition(datapoints, productKey)) };
}
