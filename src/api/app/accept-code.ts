import { Type } from 'typebox';
import { answerSharing } from '../../store/answer-sharing.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { codeParams, sharingOfCode } from './sharing-code.ts';
import { actOfAnswer } from './sharing-fields.ts';
import { userActor } from './user-actor.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'post_app_sharing_code',
  tags: ['设备分享'],
  summary: '接受二维码分享邀请',
  description: 'Binds the device of a code to the user, who is the only one to have it by this code.',
  descriptionZh: '接受二维码分享，即绑定设备；每个二维码只能使用一次，owner 不能调用。',
  params: codeParams,
  response: { 200: Type.Object({}) },
  refusals: ['9005', '9083', '9084', '9088', '9089', '9090', '9094', '9096'],
} as const satisfies DocumentedSchema;

export const acceptCode = (services: AppServices) =>
  userEndpoint(schema, async ({ params }, user, request) => {
    const { id } = await sharingOfCode(services, { user, code: params.code }, request);
    const { uid, app } = user;
    const { enterpriseId, appid } = app;
    const nowMs = services.clock();
    const changes = auditedChanges(services, userActor(user, request), actOfAnswer('sharing.accept', id));
    await answerSharing(changes, { id, enterpriseId, uid, appid, isAccepted: true, isByCode: true, nowMs });
    return {};
  });
