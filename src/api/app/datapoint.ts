import { Type } from 'typebox';
import { definitionAnswer, definitionOf } from '../definition-answer.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { productOfApp } from './product-of-app.ts';

const schema = {
  operationId: 'get_app_datapoint',
  tags: ['应用设备'],
  summary: '获取产品数据点定义',
  description:
    'The definition of a product: its data points, where they lie in the payload, and its user interface.',
  descriptionZh: '产品定义：数据点、其在数据包中的位置，以及界面。',
  querystring: Type.Object({ product_key: Type.String() }),
  response: { 200: definitionAnswer },
  refusals: ['9002', '9029'],
} as const satisfies DocumentedSchema;

export const datapoint = ({ catalog }: AppServices) =>
  endpoint(schema, async ({ query }, request) =>
    definitionOf(productOfApp(catalog, callingApp.get(request)!, query.product_key)),
  );
