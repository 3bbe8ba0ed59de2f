import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { nameInSharing as storeName } from '../../store/sharings.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { devAlias } from './binding-fields.ts';
import { sharingParams } from './sharing-fields.ts';
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

export const nameInSharing = ({ database }: AppServices) =>
  userEndpoint(schema, async ({ params: { id }, query }, { uid }) => {
    if (!(await storeName(database, { id, uid }, query.user_alias))) throw new QiyunError('9100');
    return {};
  });
