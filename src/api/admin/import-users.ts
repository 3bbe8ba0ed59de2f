import { type Static, Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { hexIdentifierPattern } from '../../model/identifiers.ts';
import { accountText, type ImportedUser, importUsers, type UserOutcome } from '../../store/import-users.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseParams } from './field-schemas.ts';
import { formCheck, importAnswer, importRows } from './import-answer.ts';
import { knownApp, knownEnterprise } from './known-entity.ts';

const optionalText = Type.Optional(nullable(Type.String()));
// Only the types are checked here: what a single user has wrong is answered for him alone.
const givenUser = Type.Object(
  {
    uid: optionalText,
    username: optionalText,
    phone: optionalText,
    email: optionalText,
    phone_id: optionalText,
    auth_src: optionalText,
    auth_uid: optionalText,
    name: optionalText,
    created_at: Type.Optional(nullable(Type.Integer())),
  },
  { additionalProperties: false },
);
type GivenUser = Static<typeof givenUser>;

const schema = {
  summary: 'Imports users of apps, without passwords; one that is there already is completed',
  params: enterpriseParams,
  body: Type.Object(
    { appid: Type.Optional(Type.String()), users: Type.Array(givenUser, { minItems: 1, maxItems: 1000 }) },
    { additionalProperties: false },
  ),
  response: { 200: importAnswer(Type.Object({ uid: Type.String() }), {}) },
};

const anyName = /^[^\p{Cc}\p{Cs}]{1,128}$/u;
const checkForm = formCheck({
  uid: new RegExp(hexIdentifierPattern),
  username: anyName,
  phone: /^\+?[0-9]{5,20}$/,
  email: /^(?=.{3,128}$)[^\s\p{Cc}\p{Cs}@<>()[\]\\,;:"]+@[^\s\p{Cc}\p{Cs}@<>()[\]\\,;:"]+$/u,
  phone_id: anyName,
  auth_src: /^[a-z0-9_]{1,32}$/,
  auth_uid: anyName,
  name: anyName,
  created_at: /^\d{1,10}$/,
});

export const importUsersEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body: { appid, users } }, request) => {
    const { catalog, clock } = services;
    const { enterpriseId } = knownEnterprise(catalog, params.enterprise_id);
    if (appid !== undefined && knownApp(catalog, appid).enterpriseId !== enterpriseId)
      throw new QiyunError('5016');
    const changes = auditedChanges(services, adminActor(request), (outcomes: UserOutcome[]) => {
      const created = outcomes.filter((outcome) => 'uid' in outcome).length;
      return { action: 'user.import', enterpriseId, detail: { created, failed: users.length - created } };
    });
    return importRows(users, refusalOf, (wellFormed) =>
      importUsers(changes, { enterpriseId, appid, users: wellFormed.map(toImported), importedAtMs: clock() }),
    );
  });

function refusalOf(user: GivenUser): string | undefined {
  if ((user.auth_src == null) !== (user.auth_uid == null)) return 'auth_uid: goes with auth_src';
  const isNobody = [user.username, user.phone, user.email, user.phone_id, user.auth_uid].every(
    (identity) => identity == null,
  );
  return isNobody ? 'username: is missing, and so is every other name to log in by' : checkForm(user);
}

function toImported(user: GivenUser): ImportedUser {
  const { username, phone, email, phone_id, auth_src, auth_uid } = user;
  return {
    uid: user.uid ?? undefined,
    identities: {
      ...(username != null && { username }),
      ...(phone != null && { phone }),
      ...(email != null && { email: email.toLowerCase() }),
      ...(phone_id != null && { phone_id }),
      ...(auth_src != null && auth_uid != null && { account: accountText(auth_src, auth_uid) }),
    },
    name: user.name ?? undefined,
    createdAtMs: user.created_at == null ? undefined : user.created_at * 1000,
  };
}
