import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { nameInSharing as storeName } from '../../store/sharings.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { devAlias } from './binding-fields.ts';
import { sharingParams } from './sharing-fields.ts';
import { userActor } from './user-actor.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'put_app_sharing_idalias',
  tags: ['设备分享'],
  summary: '修改用户备注信息',
  description: 'What the user calls the other of the two who share a device.',
  descriptionZh: '修改分享中对方用户的备注名。',
  params: sharingParams,
  querystring: Type.Object({
    user_alias: {
      ...devAlias,
      description: 'what he is called',
      'x-description-zh': '备注名',
      examples: ['妈妈'],
    },
  }),
  response: { 200: Type.Object({}) },
  refusals: ['9100'],
} as const satisfies DocumentedSchema;

export const nameInSharing = (services: AppServices) =>
  userEndpoint(schema, async ({ params: { id }, query }, user, request) => {
    const act = { action: 'sharing.name', detail: { sharing_id: id } } as const;
    await auditedChanges(services, userActor(user, request), act).transaction(async (tx) => {
      if (!(await storeName(tx, { id, uid: user.uid }, query.user_alias))) throw new QiyunError('9100');
    });
    return {};
  });
