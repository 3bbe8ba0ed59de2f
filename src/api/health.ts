import { Type } from 'typebox';
import type { HttpApp } from './http-face.ts';

const schema = { response: { 200: Type.Object({ status: Type.String() }) } };

/** `/healthz`: the process lives. `/readyz`: it can do its work, the database included; else 503/5409. */
export function registerHealth(app: HttpApp, checkReady: () => Promise<unknown>): void {
  app.get('/healthz', { schema }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema }, async () => {
    await checkReady();
    return { status: 'ready' };
  });
}
