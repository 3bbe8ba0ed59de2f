import { cancelSharing as storeCancel } from '../../store/cancel-sharing.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { actOfAnswer, sharingAnswer, sharingParams } from './sharing-fields.ts';
import { userActor } from './user-actor.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'delete_app_sharing_id',
  tags: ['设备分享'],
  summary: '取消或收回分享',
  description: 'Takes back what the user shares. Who had accepted it loses the device.',
  descriptionZh: '取消或收回自己发出的分享；已接受的用户随之解绑。',
  params: sharingParams,
  response: { 200: sharingAnswer },
  refusals: ['9084', '9089', '9094'],
} as const satisfies DocumentedSchema;

export const cancelSharing = (services: AppServices) =>
  userEndpoint(schema, async ({ params: { id } }, user, request) => {
    const changes = auditedChanges(services, userActor(user, request), actOfAnswer('sharing.cancel', id));
    await storeCancel(changes, { id, ownerUid: user.uid, nowMs: services.clock() });
    return { id };
  });
