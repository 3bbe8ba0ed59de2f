import { type Static, Type } from 'typebox';
import { didPattern, macPattern, normalizeMac, passcodePattern } from '../../model/identifiers.ts';
import { type ImportedDevice, type ImportOutcome, importDevices } from '../../store/import-devices.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { productParams } from './field-schemas.ts';
import { knownProduct } from './known-entity.ts';

const optionalText = Type.Optional(nullable(Type.String()));
// Only the types are checked here: what a single device has wrong is answered for it alone.
const givenDevice = Type.Object(
  { mac: Type.String(), did: optionalText, passcode: optionalText, device_sn: optionalText },
  { additionalProperties: false },
);

const schema = {
  summary: 'Pre-registers devices, or imports them with the did and passcode they carry',
  params: productParams,
  body: Type.Object(
    { devices: Type.Array(givenDevice, { minItems: 1, maxItems: 1000 }) },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object({
      created: Type.Array(Type.Object({ mac: Type.String(), did: Type.String() })),
      failed: Type.Array(
        Type.Object({
          /** Position in the request. */
          index: Type.Integer(),
          mac: Type.String(),
          error_code: Type.String(),
          detail: Type.String(),
        }),
      ),
    }),
  },
};

const formats = {
  mac: new RegExp(macPattern),
  did: new RegExp(didPattern),
  passcode: new RegExp(passcodePattern),
  device_sn: /^[\x20-\x7e]{1,64}$/,
};

export const importDevicesEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body }, request) => {
    const { catalog, seal, clock } = services;
    const { id: productId, productKey } = knownProduct(catalog, params.product_key);
    const given = body.devices.map((device) => ({ device, refusal: refusalOf(device) }));
    const devices = given
      .filter(({ refusal }) => refusal === undefined)
      .map(({ device }) => toImported(device));
    const changes = auditedChanges(services, adminActor(request), (outcomes: ImportOutcome[]) => {
      const created = outcomes.filter((outcome) => 'did' in outcome).length;
      return { action: 'device.import', productKey, detail: { created, failed: given.length - created } };
    });
    const outcomes = await importDevices(changes, seal, { productId, devices, createdAtMs: clock() });
    const remaining = outcomes.values();
    return toAnswer(
      given.map(({ device, refusal }) => ({
        mac: normalizeMac(device.mac),
        outcome: refusal === undefined ? remaining.next().value! : { refusal },
      })),
    );
  });

type GivenDevice = Static<typeof givenDevice>;

function refusalOf(device: GivenDevice): string | undefined {
  const fields = Object.keys(formats) as (keyof typeof formats)[];
  const bad = fields.find((field) => device[field] != null && !formats[field].test(device[field]));
  return bad && `${bad}: is not well-formed`;
}

function toImported({ mac, did, passcode, device_sn }: GivenDevice): ImportedDevice {
  return {
    mac: normalizeMac(mac),
    did: did ?? undefined,
    passcode: passcode ?? undefined,
    deviceSn: device_sn ?? undefined,
  };
}

function toAnswer(results: readonly { mac: string; outcome: ImportOutcome }[]) {
  const created: { mac: string; did: string }[] = [];
  const failed: { index: number; mac: string; error_code: string; detail: string }[] = [];
  for (const [index, { mac, outcome }] of results.entries()) {
    if ('did' in outcome) created.push({ mac, did: outcome.did });
    else failed.push({ index, mac, error_code: '5002', detail: outcome.refusal });
  }
  return { created, failed };
}
