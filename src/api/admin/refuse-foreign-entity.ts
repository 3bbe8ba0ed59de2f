import type { FastifyRequest } from 'fastify';
import { type ErrorCode, QiyunError } from '../../model/errors.ts';
import type { Catalog } from '../../store/catalog.ts';
import type { Database } from '../../store/database.ts';
import { owningEnterprise } from '../../store/owning-enterprise.ts';
import { consoleCaller } from '../console/console-caller.ts';

interface Services {
  readonly catalog: Catalog;
  readonly database: Database;
}

interface Entity {
  /** What one that is not there is answered with. */
  readonly unknown: ErrorCode;
  /** The enterprise to which it belongs. */
  readonly owner: (services: Services, id: string) => string | undefined | Promise<string | undefined>;
}

/** What the paths of /admin/v1 name. */
const entities: Readonly<Record<string, Entity>> = {
  enterprise_id: { unknown: '5003', owner: ({ catalog }, id) => catalog.enterprise(id)?.enterpriseId },
  product_key: { unknown: '5015', owner: ({ catalog }, id) => catalog.productByKey(id)?.enterpriseId },
  appid: { unknown: '5016', owner: ({ catalog }, id) => catalog.app(id)?.enterpriseId },
  uid: { unknown: '5017', owner: ({ database }, id) => owningEnterprise(database, 'uid', id) },
  member_id: { unknown: '5017', owner: ({ database }, id) => owningEnterprise(database, 'member_id', id) },
  did: { unknown: '5301', owner: ({ database }, id) => owningEnterprise(database, 'did', id) },
};

/** To a member of an enterprise what belongs to another one is as if it were not there. @throws QiyunError its code */
export async function refuseForeignEntity(services: Services, request: FastifyRequest): Promise<void> {
  const { enterpriseId } = consoleCaller(request);
  if (enterpriseId === undefined) return;
  for (const [name, id] of Object.entries(request.params as Record<string, string>)) {
    const { unknown, owner } = entities[name]!;
    if ((await owner(services, id)) !== enterpriseId) throw new QiyunError(unknown);
  }
}
