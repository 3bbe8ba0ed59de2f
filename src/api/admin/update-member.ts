import { Type } from 'typebox';
import { hashPassword } from '../../model/password.ts';
import { updateMember } from '../../store/members.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { nameField } from './field-schemas.ts';
import { knownMember } from './known-entity.ts';
import { memberAnswer, memberParams, newPasswordField, roleField, toMemberAnswer } from './member-fields.ts';

const schema = {
  summary: 'Changes name, role or password of a member; another role or password ends his sessions',
  params: memberParams,
  body: Type.Partial(Type.Object({ name: nameField, role: roleField, password: newPasswordField }), {
    additionalProperties: false,
  }),
  response: { 200: memberAnswer },
};

export const updateMemberEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body }, request) => {
    const { database } = services;
    const { memberId, enterpriseId } = await knownMember(database, params.member_id);
    const { name, role, password } = body;
    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    const detail = { member_id: memberId, role, fields: Object.keys(body) };
    const act = { action: 'member.update', enterpriseId, detail } as const;
    const changes = auditedChanges(services, adminActor(request), act);
    await changes.transaction((tx) => updateMember(tx, memberId, { name, role, passwordHash }));
    return toMemberAnswer(await knownMember(database, memberId));
  });
