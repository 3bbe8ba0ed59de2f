import { Type } from 'typebox';
import { parseProductDefinition } from '../../model/product-definition.ts';
import { updateProduct } from '../../store/write-product.ts';
import { endpoint } from '../endpoint.ts';
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

export const updateProductEndpoint = ({ database, catalog, clock }: AdminServices) =>
  endpoint(schema, async ({ params, body }) => {
    const { id, productKey } = knownProduct(catalog, params.product_key);
    await updateProduct(database, id, {
      settings: {
        name: body.name,
        remoteControl: body.remote_control,
        controlRequiresBinding: body.control_requires_binding,
        controlAck: body.control_ack,
        registration: body.registration,
        association: body.association,
        maxMessagesPerSecond: body.max_messages_per_second,
        maxPayloadBytes: body.max_payload_bytes,
      },
      document:
        body.datapoints === undefined
          ? undefined
          : parseProductDefinition(body.datapoints, productKey).document,
      updatedAtMs: clock(),
    });
    await catalog.reload();
    return toFullProductAnswer(knownProduct(catalog, productKey));
  });
