import { definitionAnswer, definitionOf } from '../definition-answer.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';

const schema = {
  operationId: 'get_v1_products_product_key_datapoint',
  tags: ['产品管理'],
  summary: '获取产品数据点',
  description:
    'The product definition: its data points, where they lie in the payload, and its user interface.',
  descriptionZh: '产品定义：数据点、其在数据包中的位置，以及界面。',
  params: productParams,
  response: {
    200: definitionAnswer,
  },
  refusals: ['5402'],
} as const;

export const datapoint = () => productEndpoint(schema, async (_call, { product }) => definitionOf(product));
