import { Type } from 'typebox';
import { greenhouseController } from '../../model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../../model/example-products/irrigation-valve.ts';
import { endpoint } from '../endpoint.ts';

const schema = {
  summary: 'Lists definitions of products to begin with',
  response: {
    200: Type.Object({
      examples: Type.Array(
        Type.Object({
          name: Type.String(),
          protocol_type: Type.String(),
          /** As `POST /admin/v1/enterprises/{enterprise_id}/products` takes it. */
          datapoints: Type.Unknown(),
        }),
      ),
    }),
  },
};

const examples = [greenhouseController, irrigationValve].map((datapoints) => ({
  name: datapoints.name,
  protocol_type: datapoints.protocolType,
  datapoints,
}));

export const listExampleProductsEndpoint = () => endpoint(schema, async () => ({ examples }));
