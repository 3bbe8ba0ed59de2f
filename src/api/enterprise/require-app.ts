import { QiyunError } from '../../model/errors.ts';
import type { App, Catalog } from '../../store/catalog.ts';

/** An app of the enterprise. @throws QiyunError 5016 unknown, or of another enterprise (contract.md §1) */
export function requireApp(catalog: Catalog, enterpriseId: string, appid: string): App {
  const app = catalog.app(appid);
  if (app?.enterpriseId !== enterpriseId) throw new QiyunError('5016');
  return app;
}
