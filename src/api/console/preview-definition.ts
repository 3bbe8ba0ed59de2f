import { type Static, Type } from 'typebox';
import { mapControl, mapStatus } from '../../codec/packet-map.ts';
import { compileStatusLayout } from '../../codec/status-layout.ts';
import { arrangeDefinition } from '../../model/arrange-definition.ts';
import { definitionAnswer } from '../definition-answer.ts';
import { endpoint } from '../endpoint.ts';
import { packetAnswer, toPacketAnswer } from './packet-answer.ts';

const pointAnswer = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  display_name: Type.String(),
  data_type: Type.Enum(['bool', 'enum', 'uint8', 'uint16', 'uint32', 'binary']),
  type: Type.Enum(['status_writable', 'status_readonly', 'alert', 'fault']),
  /** In units. */
  len: Type.Integer(),
  unit: Type.Enum(['bit', 'byte']),
});

const schema = {
  summary: 'Completes and checks a definition without saving it, and shows its packets byte by byte',
  body: Type.Object(
    {
      /** As for a product; data points need no id, and no position but the len of a binary one. */
      datapoints: Type.Unknown(),
      /** What the completed document carries. */
      product_key: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
    },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object({
      /** To be saved as the product's datapoints. */
      document: definitionAnswer,
      /** Whether the data points were placed anew, all of them, since one had no place. */
      is_arranged: Type.Boolean(),
      protocol_type: Type.Enum(['standard', 'var_len']),
      points: Type.Array(pointAnswer),
      /** A report of everything. */
      status: packetAnswer,
      /** A control of everything writable; without writable data points nothing is in it. */
      control: packetAnswer,
    }),
  },
};

const noProduct = '0'.repeat(32);

export const previewDefinitionEndpoint = () =>
  endpoint(schema, async ({ body }) => {
    const { definition, isArranged } = arrangeDefinition(body.datapoints, body.product_key ?? noProduct);
    const layout = compileStatusLayout(definition);
    return {
      document: definition.document as unknown as Static<typeof definitionAnswer>,
      is_arranged: isArranged,
      protocol_type: definition.protocolType,
      points: definition.dataPoints.map(({ id, name, displayName, dataType, type, position }) => ({
        id,
        name,
        display_name: displayName,
        data_type: dataType,
        type,
        len: position.len,
        unit: position.unit,
      })),
      status: toPacketAnswer(mapStatus(layout)),
      control: toPacketAnswer(mapControl(layout)),
    };
  });
