import { Type } from 'typebox';
import { answerSharing as storeAnswer } from '../../store/answer-sharing.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { actOfAnswer, sharingAnswer, sharingParams } from './sharing-fields.ts';
import { userActor } from './user-actor.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'put_app_sharing_id',
  tags: ['设备分享'],
  summary: '接受或拒绝分享邀请',
  description: 'Accepts what is shared with the user, which binds the device to him, or refuses it.',
  descriptionZh: '接受分享（即绑定设备）或拒绝分享。',
  params: sharingParams,
  querystring: Type.Object({
    status: Type.Integer({
      minimum: 1,
      maximum: 2,
      description: '1: accept, 2: refuse',
      'x-description-zh': '1：接受，2：拒绝',
    }),
  }),
  response: { 200: sharingAnswer },
  refusals: ['9005', '9083', '9084', '9088', '9089', '9090', '9094', '9096'],
} as const satisfies DocumentedSchema;

export const answerSharing = (services: AppServices) =>
  userEndpoint(schema, async ({ params: { id }, query }, user, request) => {
    const { uid, app } = user;
    const { enterpriseId, appid } = app;
    const isAccepted = query.status === 1;
    const nowMs = services.clock();
    const act = actOfAnswer(isAccepted ? 'sharing.accept' : 'sharing.refuse', id);
    const changes = auditedChanges(services, userActor(user, request), act);
    await storeAnswer(changes, { id, enterpriseId, uid, appid, isAccepted, isByCode: false, nowMs });
    return { id };
  });
