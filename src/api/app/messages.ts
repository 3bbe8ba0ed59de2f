import { type Static, Type } from 'typebox';
import type { Catalog } from '../../store/catalog.ts';
import { listMessages, type Message } from '../../store/messages.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import type { AppServices } from './app-services.ts';
import { maskedName } from './masked-name.ts';
import { messageText } from './message-text.ts';
import { utcTime, utcTimeOf } from './sharing-fields.ts';
import { userEndpoint } from './user-endpoint.ts';
import { writtenLanguage } from './written-language.ts';

const type = Type.Integer({
  minimum: 1,
  maximum: 1,
  description: '1: sharing of devices',
  'x-description-zh': '消息类型，1：设备分享消息',
  examples: [1],
});

const item = Type.Object({
  id: Type.String({ description: 'the message', 'x-description-zh': '消息 id' }),
  type,
  status: Type.Integer({ description: '0: unread, 1: read', 'x-description-zh': '0 未读，1 已读' }),
  content: Type.String({
    description: 'the message in words, in the language of the user',
    'x-description-zh': '消息内容',
    examples: ['您给 188****8888 共享了设备 微信宠物屋!'],
  }),
  created_at: utcTime,
  updated_at: utcTime,
});

const schema = {
  operationId: 'get_app_messages',
  tags: ['消息中心'],
  summary: '查询消息列表',
  description: 'What the user was told of devices that are shared, in the last 90 days; the newest first.',
  descriptionZh: '最近 90 天的设备分享消息，最新的在前；每个用户最多保留 200 条。',
  querystring: Type.Object({ type, ...pagingQuery }),
  response: { 200: pageSchema(item) },
} as const satisfies DocumentedSchema;

export const messages = ({ database, catalog, clock }: AppServices) =>
  userEndpoint(schema, async ({ query: { limit, skip }, url }, { uid }) => {
    const { rows, total } = await listMessages(database, { uid, nowMs: clock(), limit, skip });
    return pageOf(
      rows.map((message) => itemOf(message, catalog)),
      { total, limit, skip, url },
    );
  });

function itemOf(message: Message, catalog: Catalog): Static<typeof item> {
  const { otherPhone, otherEmail, otherUsername, otherUid } = message;
  const name = otherPhone ?? otherEmail ?? otherUsername ?? otherUid;
  const words = {
    other: name === null ? undefined : maskedName(name),
    device: message.devAlias ?? catalog.productById(message.productId)?.name ?? '',
  };
  return {
    id: String(message.id),
    type: 1,
    status: message.status,
    content: messageText(message.kind, writtenLanguage(message.lang), words),
    created_at: utcTimeOf(message.createdAtMs),
    updated_at: utcTimeOf(message.updatedAtMs),
  };
}
