import { type Static, Type } from 'typebox';
import { didPattern, macPattern, normalizeMac, passcodePattern } from '../../model/identifiers.ts';
import { type ImportedDevice, type ImportOutcome, importDevices } from '../../store/import-devices.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { productParams } from './field-schemas.ts';
import { formCheck, importAnswer, importRows } from './import-answer.ts';
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
    200: importAnswer(Type.Object({ mac: Type.String(), did: Type.String() }), { mac: Type.String() }),
  },
};

const checkForm = formCheck({
  mac: new RegExp(macPattern),
  did: new RegExp(didPattern),
  passcode: new RegExp(passcodePattern),
  device_sn: /^[\x20-\x7e]{1,64}$/,
});

export const importDevicesEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body }, request) => {
    const { catalog, seal, clock } = services;
    const { id: productId, productKey } = knownProduct(catalog, params.product_key);
    const changes = auditedChanges(services, adminActor(request), (outcomes: ImportOutcome[]) => {
      const created = outcomes.filter((outcome) => 'did' in outcome).length;
      const detail = { created, failed: body.devices.length - created };
      return { action: 'device.import', productKey, detail };
    });
    const { created, failed } = await importRows(body.devices, checkForm, async (wellFormed) => {
      const devices = wellFormed.map(toImported);
      const outcomes = await importDevices(changes, seal, { productId, devices, createdAtMs: clock() });
      return outcomes.map((outcome, at) =>
        'did' in outcome ? { mac: devices[at]!.mac, did: outcome.did } : outcome,
      );
    });
    const macOf = (index: number) => normalizeMac(body.devices[index]!.mac);
    return { created, failed: failed.map((row) => ({ ...row, mac: macOf(row.index) })) };
  });

type GivenDevice = Static<typeof givenDevice>;

function toImported({ mac, did, passcode, device_sn }: GivenDevice): ImportedDevice {
  return {
    mac: normalizeMac(mac),
    did: did ?? undefined,
    passcode: passcode ?? undefined,
    deviceSn: device_sn ?? undefined,
  };
}
