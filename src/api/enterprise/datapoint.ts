import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
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
    200: Type.Object(
      {
        name: Type.String(),
        entities: Type.Array(Type.Unknown()),
        protocolType: Type.String(),
        product_key: Type.String(),
        packetVersion: Type.String(),
        ui: Type.Unknown(),
      },
      { additionalProperties: true },
    ),
  },
  refusals: ['5402'],
} as const;

export const datapoint = () =>
  productEndpoint(schema, async (_call, { product }) => {
    if (!product.current) throw new QiyunError('5402');
    return product.current.definition.document as Definition;
  });

/** `parseProductDefinition` has checked and completed it. */
interface Definition {
  readonly name: string;
  readonly entities: unknown[];
  readonly protocolType: string;
  readonly product_key: string;
  readonly packetVersion: string;
  readonly ui: unknown;
}
