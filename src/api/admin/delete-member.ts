import { deleteMember } from '../../store/members.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { nothing } from './field-schemas.ts';
import { knownMember } from './known-entity.ts';
import { memberParams } from './member-fields.ts';

const schema = {
  summary: 'Ends the membership of somebody, and his sessions',
  params: memberParams,
  response: { 200: nothing },
};

export const deleteMemberEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params }, request) => {
    const { memberId, enterpriseId } = await knownMember(services.database, params.member_id);
    const act = { action: 'member.erase', enterpriseId, detail: { member_id: memberId } } as const;
    const changes = auditedChanges(services, adminActor(request), act);
    await changes.transaction((tx) => deleteMember(tx, memberId));
    return {};
  });
