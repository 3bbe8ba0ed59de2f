import { type Static, Type } from 'typebox';
import { invalidField, QiyunError } from '../../model/errors.ts';
import { hexIdentifierPattern, newHexIdentifier } from '../../model/identifiers.ts';
import { createSharing as storeSharing } from '../../store/create-sharing.ts';
import { findUser } from '../../store/find-user.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { nullable } from '../nullable.ts';
import { loginName } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { ownDevice } from './own-device.ts';
import { sharingId } from './sharing-fields.ts';
import { userActor } from './user-actor.ts';
import { type AppUser, userEndpoint } from './user-endpoint.ts';

const body = Type.Object({
  type: Type.Integer({
    minimum: 0,
    maximum: 1,
    description:
      '0: with a user, named by one of uid, username, email, phone; 1: with whoever scans the code',
    'x-description-zh': '0：普通分享，以 uid、username、email、phone 之一指定用户；1：二维码分享',
  }),
  did: Type.String(),
  uid: Type.Optional(Type.String({ pattern: hexIdentifierPattern })),
  username: Type.Optional(loginName),
  email: Type.Optional(loginName),
  phone: Type.Optional(loginName),
  duration: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1440,
      description: 'minutes that the guest may use the device; no end when left out',
      'x-description-zh': 'guest 可使用设备的时长，分钟；不填则不限',
      examples: [60],
    }),
  ),
});

const schema = {
  operationId: 'post_app_sharing',
  tags: ['设备分享'],
  summary: '创建分享邀请',
  description:
    'Shares a device that the user owns: with a user, who has 24 hours to accept, or by a code, which is good for 15 minutes. From then on nobody else binds the device.',
  descriptionZh:
    '分享自己的设备：普通分享 24 小时内有效，二维码分享 15 分钟内有效。此后他人须经分享才能绑定。',
  body,
  response: {
    201: Type.Object({
      id: nullable(sharingId),
      qr_content: nullable(
        Type.String({ description: 'for the code', 'x-description-zh': '二维码内容，仅用于二维码分享' }),
      ),
    }),
  },
  refusals: ['9014', '9017', '9080', '9081', '9082', '9083', '9087'],
} as const satisfies DocumentedSchema;

const minuteMs = 60_000;
const userValidMs = 24 * 60 * minuteMs;
const codeValidMs = 15 * minuteMs;

export const createSharing = (services: AppServices) =>
  userEndpoint(schema, async ({ body }, user, request) => {
    await ownDevice(services, user, body.did);
    const { did, duration: durationMin } = body;
    const createdAtMs = services.clock();
    const sharing = { did, ownerUid: user.uid, durationMin, createdAtMs };
    const changesWith = (otherUid?: string) =>
      auditedChanges(services, userActor(user, request), (id: number) => ({
        action: 'sharing.create',
        dids: [did],
        ...(otherUid !== undefined && { otherUid }),
        detail: { sharing_id: id, duration: durationMin },
      }));
    if (body.type === 1) {
      const code = newHexIdentifier();
      const expiredAtMs = createdAtMs + codeValidMs;
      await storeSharing(changesWith(), { ...sharing, guest: { code }, expiredAtMs });
      return { id: null, qr_content: `type=share&code=${code}` };
    }
    const guest = { uid: await guestOf(services, user, body) };
    const id = await storeSharing(changesWith(guest.uid), {
      ...sharing,
      guest,
      expiredAtMs: createdAtMs + userValidMs,
    });
    return { id, qr_content: null };
  });

async function guestOf(
  { database }: AppServices,
  user: AppUser,
  { uid, username, email, phone }: Static<typeof body>,
): Promise<string> {
  const names = [uid, username, email, phone].filter((name) => name !== undefined);
  if (names.length !== 1) throw invalidField('uid', 'is required, or one of username, email, phone');
  const found = await findUser(database, user.app.enterpriseId, { uid, username, email, phone });
  if (found === undefined) throw new QiyunError('9082');
  if (found === user.uid) throw new QiyunError('9080');
  return found;
}
