import { Type } from 'typebox';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { hashPassword } from '../../model/password.ts';
import { createMember } from '../../store/members.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseParams, nameField } from './field-schemas.ts';
import { knownEnterprise } from './known-entity.ts';
import { memberAnswer, newPasswordField, roleField, toMemberAnswer, usernameField } from './member-fields.ts';

const schema = {
  summary: 'Lets somebody of an enterprise work at the console',
  params: enterpriseParams,
  body: Type.Object(
    { username: usernameField, name: nameField, role: roleField, password: newPasswordField },
    { additionalProperties: false },
  ),
  response: { 201: memberAnswer },
};

export const createMemberEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body }, request) => {
    const { catalog, clock } = services;
    const { enterpriseId } = knownEnterprise(catalog, params.enterprise_id);
    const memberId = newHexIdentifier();
    const { name, role } = body;
    const member = { memberId, enterpriseId, username: body.username.toLowerCase(), name, role };
    const created = { ...member, createdAtMs: clock() };
    const passwordHash = await hashPassword(body.password);
    const act = { action: 'member.create', enterpriseId, detail: { member_id: memberId, role } } as const;
    const changes = auditedChanges(services, adminActor(request), act);
    await changes.transaction((tx) => createMember(tx, { ...created, passwordHash }));
    return toMemberAnswer({ ...created, lastLoginAtMs: null });
  });
