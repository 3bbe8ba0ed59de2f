import type { ErrorCode } from '../model/errors.ts';
import type { EndpointSchema } from './endpoint.ts';

/** An endpoint as the document describes it; the OpenAPI document is made of these. */
export interface DocumentedSchema extends EndpointSchema {
  /** The document's own name for it, such as `get_v1_products_product_key_devices_search`. */
  readonly operationId: string;
  /** The document's chapter. */
  readonly tags: readonly [string];
  /** What it does, in English; `summary` is the document's title of it. */
  readonly description: string;
  /** What it does, in Chinese, where the title does not say it all. */
  readonly descriptionZh?: string;
  /** What it can be refused for besides what any endpoint of its kind can (`refusalsOf`). */
  readonly refusals?: readonly ErrorCode[];
}
