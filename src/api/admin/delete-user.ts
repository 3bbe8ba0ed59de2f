import { QiyunError } from '../../model/errors.ts';
import { eraseUser } from '../../store/erase-users.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { nothing, userParams } from './field-schemas.ts';

const schema = {
  summary: 'Erases a user and all that is kept of the person, bindings included',
  params: userParams,
  response: { 200: nothing },
};

export const deleteUserEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params: { uid } }, request) => {
    const act = (enterpriseId: string) => ({ action: 'user.erase', enterpriseId, uid }) as const;
    await auditedChanges(services, adminActor(request), act).transaction(async (tx) => {
      const enterpriseId = await eraseUser(tx, uid);
      if (enterpriseId === undefined) throw new QiyunError('5017');
      return enterpriseId;
    });
    return {};
  });
