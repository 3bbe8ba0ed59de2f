import type { onRequestAsyncHookHandler } from 'fastify';
import { Type } from 'typebox';
import type { Vitals } from '../metrics/installation-vitals.ts';
import { prometheusContentType, prometheusText } from '../metrics/prometheus-text.ts';
import { equalSecrets } from '../model/secrets.ts';
import type { Throttle } from '../model/throttle.ts';
import { authenticateAdmin } from './admin/authenticate-admin.ts';
import type { HttpApp } from './http-face.ts';

export interface MetricsOptions {
  readonly vitals: Vitals;
  readonly adminToken: string;
  /** What a collector shows instead of the admin token; undefined: nothing. */
  readonly metricsToken: string | undefined;
  readonly failedAttempts: Throttle;
}

const schema = { response: { 200: Type.String() } };

/** `/metrics`: what all processes of the installation have counted, in the text format of Prometheus. */
export function registerMetrics(app: HttpApp, { vitals, ...access }: MetricsOptions): void {
  app.get('/metrics', { schema, onRequest: authenticateCollector(access) }, async (_request, reply) => {
    reply.type(prometheusContentType);
    const processes = await vitals.processes();
    return prometheusText(processes.flatMap(({ report }) => (report ? [report] : [])));
  });
}

/** Lets `Authorization: Bearer` pass with either token. Others are refused as on /admin/v1. */
function authenticateCollector({
  adminToken,
  metricsToken,
  failedAttempts,
}: Omit<MetricsOptions, 'vitals'>): onRequestAsyncHookHandler {
  const authenticate = authenticateAdmin(adminToken, failedAttempts);
  return async function (request, reply) {
    const expected = metricsToken && `Bearer ${metricsToken}`;
    if (expected && equalSecrets(request.headers.authorization ?? '', expected)) return;
    await authenticate.call(this, request, reply);
  };
}
