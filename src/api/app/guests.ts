import { Type } from 'typebox';
import { type Guest, listGuests } from '../../store/guests.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { nullable } from '../nullable.ts';
import type { AppServices } from './app-services.ts';
import { maskedName } from './masked-name.ts';
import { requireOwner } from './require-owner.ts';
import { userEndpoint } from './user-endpoint.ts';

const name = nullable(
  Type.String({
    description: 'with its middle hidden',
    'x-description-zh': '中间部分以 * 代替',
    examples: ['z****g'],
  }),
);

const schema = {
  operationId: 'get_app_did_bindings',
  tags: ['应用绑定'],
  summary: '查看设备的 guest 用户',
  description: 'Who else has bound a device that the user owns.',
  descriptionZh: 'owner 查看还有哪些用户绑定了设备。',
  params: Type.Object({ did: Type.String() }),
  response: {
    200: Type.Array(
      Type.Object({
        uid: Type.String(),
        username: name,
        phone: name,
        email: name,
        created_at: Type.String({
          description: 'since when, UTC',
          'x-description-zh': '绑定时间，UTC',
          examples: ['2026-11-22T08:00:00Z'],
        }),
      }),
    ),
  },
  refusals: ['9014', '9017', '9093'],
} as const satisfies DocumentedSchema;

export const guests = (services: AppServices) =>
  userEndpoint(schema, async ({ params }, user) => {
    const { deviceId } = await requireOwner(services, user, params.did);
    return (await listGuests(services.database, deviceId)).map(guestOf);
  });

function guestOf({ uid, username, phone, email, boundAtMs }: Guest) {
  const shown = (text: string | null) => (text === null ? null : maskedName(text));
  return {
    uid,
    username: shown(username),
    phone: shown(phone),
    email: shown(email),
    created_at: new Date(boundAtMs).toISOString().replace(/\.\d+/, ''),
  };
}
