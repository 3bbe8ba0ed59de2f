import type { ErrorCode } from '../../model/errors.ts';
import type { ErrorForm } from '../error-form.ts';
import type { HttpApp } from '../http-face.ts';

/** A header that a caller shows, as OpenAPI describes it. */
export interface SecurityScheme {
  readonly type: 'apiKey';
  readonly in: 'header';
  readonly name: string;
  readonly description: string;
  readonly 'x-description-zh': string;
}

/** How the endpoints of a plugin are called, which is the same for all of them. */
export interface Access {
  /** The headers that every call needs, by the name that the OpenAPI document gives them. */
  readonly security: Readonly<Record<string, SecurityScheme>>;
  /** What a caller can be refused for before his endpoint is asked. */
  readonly refusals: readonly ErrorCode[];
  /** Left out: that of the Enterprise API. */
  readonly errorForm?: ErrorForm;
  /** Whether a call counts for the quota of an enterprise, and its answer says so (contract.md §3). */
  readonly hasQuota: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** Notes on every route of the plugin, added after this, how it is called. */
export function declareAccess(app: HttpApp, access: Access): void {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, access };
  });
}
