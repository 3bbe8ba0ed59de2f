import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { readUserProfile } from '../../store/user-profile.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { nullable } from '../nullable.ts';
import { lang } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { personName } from './profile-fields.ts';
import { userEndpoint } from './user-endpoint.ts';

const text = nullable(Type.String());

const schema = {
  operationId: 'get_app_users',
  tags: ['应用用户'],
  summary: '获取用户信息',
  description: 'What is known of the user; null where nothing is.',
  descriptionZh: '用户信息，未知的为 null。',
  response: {
    200: Type.Object({
      uid: Type.String(),
      username: text,
      phone: text,
      email: text,
      name: nullable(personName),
      gender: text,
      birthday: text,
      address: text,
      lang: nullable(lang),
      remark: text,
      is_anonymous: Type.Boolean(),
    }),
  },
} as const satisfies DocumentedSchema;

export const profile = ({ database }: AppServices) =>
  userEndpoint(schema, async (_call, { uid }) => {
    const user = await readUserProfile(database, uid);
    // Erased since his token was looked at.
    if (!user) throw new QiyunError('9004');
    const { isAnonymous, ...known } = user;
    return { ...known, is_anonymous: isAnonymous };
  });
