import { type Static, Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { didPattern, macPattern, normalizeMac } from '../../model/identifiers.ts';
import { type BindingOutcome, type ImportedBinding, importBindings } from '../../store/import-bindings.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { productParams } from './field-schemas.ts';
import { formCheck, importAnswer, importRows } from './import-answer.ts';
import { knownApp, knownProduct } from './known-entity.ts';

const optionalText = Type.Optional(nullable(Type.String()));
// Only the types are checked here: what a single binding has wrong is answered for it alone.
const givenBinding = Type.Object(
  {
    uid: optionalText,
    username: optionalText,
    phone: optionalText,
    email: optionalText,
    did: optionalText,
    mac: optionalText,
    is_owner: Type.Optional(nullable(Type.Boolean())),
    remark: optionalText,
    dev_alias: optionalText,
    bound_at: Type.Optional(nullable(Type.Integer())),
  },
  { additionalProperties: false },
);
type GivenBinding = Static<typeof givenBinding>;

const schema = {
  summary: 'Imports which users have bound which devices; a binding that is there already is completed',
  params: productParams,
  body: Type.Object(
    {
      appid: Type.Optional(Type.String()),
      bindings: Type.Array(givenBinding, { minItems: 1, maxItems: 1000 }),
    },
    { additionalProperties: false },
  ),
  response: { 200: importAnswer(Type.Object({ did: Type.String(), uid: Type.String() }), {}) },
};

const anyText = /^[^\0\p{Cs}]{0,256}$/u;
const checkForm = formCheck({
  uid: anyText,
  username: anyText,
  phone: anyText,
  email: anyText,
  did: new RegExp(didPattern),
  mac: new RegExp(macPattern),
  remark: anyText,
  dev_alias: anyText,
  bound_at: /^\d{1,10}$/,
});

export const importBindingsEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body: { appid, bindings } }, request) => {
    const { catalog, clock } = services;
    const { id: productId, productKey, enterpriseId } = knownProduct(catalog, params.product_key);
    if (appid !== undefined && knownApp(catalog, appid).enterpriseId !== enterpriseId)
      throw new QiyunError('5016');
    const changes = auditedChanges(services, adminActor(request), (outcomes: BindingOutcome[]) => {
      const created = outcomes.filter((outcome) => 'did' in outcome).length;
      const detail = { created, failed: bindings.length - created };
      return { action: 'device.import_bindings', productKey, detail };
    });
    return importRows(bindings, refusalOf, (wellFormed) => {
      const order = { enterpriseId, productId, appid, importedAtMs: clock() };
      return importBindings(changes, { ...order, bindings: wellFormed.map(toImported) });
    });
  });

const userFields = ['uid', 'username', 'phone', 'email'] as const;
const deviceFields = ['did', 'mac'] as const;

function refusalOf(binding: GivenBinding): string | undefined {
  const count = (fields: readonly (keyof GivenBinding)[]) =>
    fields.filter((field) => binding[field] != null).length;
  if (count(userFields) !== 1) return 'uid: exactly one of uid, username, phone, email is needed';
  if (count(deviceFields) !== 1) return 'did: exactly one of did, mac is needed';
  return checkForm(binding);
}

function toImported(binding: GivenBinding): ImportedBinding {
  const user = userFields.find((field) => binding[field] != null)!;
  const device = deviceFields.find((field) => binding[field] != null)!;
  const [name, id] = [binding[user]!, binding[device]!];
  return {
    user: { by: user, value: user === 'email' ? name.toLowerCase() : name },
    device: { by: device, value: device === 'mac' ? normalizeMac(id) : id },
    isOwner: binding.is_owner ?? undefined,
    remark: binding.remark ?? undefined,
    devAlias: binding.dev_alias ?? undefined,
    boundAtMs: binding.bound_at == null ? undefined : binding.bound_at * 1000,
  };
}
