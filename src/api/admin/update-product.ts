import { Type } from 'typebox';
import { invalidField } from '../../model/errors.ts';
import { type ProductDefinition, parseProductDefinition } from '../../model/product-definition.ts';
import { updateProduct } from '../../store/write-product.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { nameField, productParams } from './field-schemas.ts';
import { knownProduct } from './known-entity.ts';
import { fullProductAnswer, toFullProductAnswer } from './product-answer.ts';
import { productSettings } from './product-settings.ts';

const schema = {
  summary: 'Changes name, settings or definition of a product; a changed definition is a new version',
  params: productParams,
  body: Type.Partial(Type.Object({ name: nameField, datapoints: Type.Unknown(), ...productSettings }), {
    additionalProperties: false,
  }),
  response: { 200: fullProductAnswer },
};

export const updateProductEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body }, request) => {
    const { catalog, clock } = services;
    const product = knownProduct(catalog, params.product_key);
    const { id, productKey } = product;
    const definition =
      body.datapoints === undefined ? undefined : parseProductDefinition(body.datapoints, productKey);
    requirePositionPoints(body, definition ?? product.current?.definition);
    requireSoonOver(body.adoption_until, clock());
    const { datapoints: _, ...settings } = body;
    const detail = { ...settings, with_datapoints: definition !== undefined };
    const act = { action: 'product.update', productKey, detail } as const;
    await updateProduct(auditedChanges(services, adminActor(request), act), id, {
      settings: {
        name: body.name,
        remoteControl: body.remote_control,
        controlRequiresBinding: body.control_requires_binding,
        controlAck: body.control_ack,
        registration: body.registration,
        association: body.association,
        maxMessagesPerSecond: body.max_messages_per_second,
        maxPayloadBytes: body.max_payload_bytes,
        longitudeAttr: body.longitude_attr,
        latitudeAttr: body.latitude_attr,
        aggData: body.agg_data,
        passcodeByMac: body.passcode_by_mac,
        adoptionUntilMs: body.adoption_until && body.adoption_until * 1000,
      },
      document: definition?.document,
      updatedAtMs: clock(),
    });
    await catalog.reload();
    return toFullProductAnswer(knownProduct(catalog, productKey));
  });

const adoptionDaysMax = 30;
/** By so much the clock of whoever asks for the whole time may be ahead. */
const clockLeadMaxMs = 3_600_000;

/** @throws QiyunError 5002 for an adoption that lasts so long that nobody thinks of it any more */
function requireSoonOver(adoptionUntil: number | null | undefined, nowMs: number): void {
  const latestMs = nowMs + adoptionDaysMax * 86_400_000 + clockLeadMaxMs;
  if (adoptionUntil == null || adoptionUntil * 1000 <= latestMs) return;
  throw invalidField('adoption_until', `must be within ${adoptionDaysMax} days`);
}

type PositionSettings = Partial<Record<'longitude_attr' | 'latitude_attr', string | null>>;

/** @throws QiyunError 5002 for a data point that cannot say where a device is */
function requirePositionPoints(body: PositionSettings, definition: ProductDefinition | undefined): void {
  for (const field of ['longitude_attr', 'latitude_attr'] as const) {
    const name = body[field];
    if (name === undefined || name === null) continue;
    const point = definition?.dataPoints.find((candidate) => candidate.name === name);
    if (point?.uintSpec === undefined)
      throw invalidField(field, `there is no data point ${name} that is a number`);
  }
}
