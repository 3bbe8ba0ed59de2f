import { Type } from 'typebox';
import { markMessage as storeMark } from '../../store/messages.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'put_app_messages_id',
  tags: ['消息中心'],
  summary: '标记已读和删除消息',
  description: 'Marks a message of the user as read, or deletes it.',
  descriptionZh: '将消息标记为已读，或删除消息。',
  params: Type.Object({
    id: Type.String({
      pattern: '^[0-9]{1,15}$',
      description: 'the message',
      'x-description-zh': '消息 id',
      examples: ['1'],
    }),
  }),
  querystring: Type.Object({
    status: Type.Integer({
      minimum: 1,
      maximum: 2,
      description: '1: read, 2: deleted',
      'x-description-zh': '1：已读，2：删除',
    }),
  }),
  response: { 200: Type.Object({}) },
  refusals: ['9085', '9098', '9101'],
} as const satisfies DocumentedSchema;

export const markMessage = ({ database, clock }: AppServices) =>
  userEndpoint(schema, async ({ params, query: { status } }, { uid, app: { enterpriseId } }) => {
    await storeMark(database, { id: Number(params.id), uid, enterpriseId, status, nowMs: clock() });
    return {};
  });
