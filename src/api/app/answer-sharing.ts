import { Type } from 'typebox';
import { answerSharing as storeAnswer } from '../../store/answer-sharing.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { sharingAnswer, sharingParams } from './sharing-fields.ts';
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

export const answerSharing = ({ database, clock }: AppServices) =>
  userEndpoint(schema, async ({ params: { id }, query }, { uid, app: { enterpriseId, appid } }) => {
    const isAccepted = query.status === 1;
    const nowMs = clock();
    await storeAnswer(database, { id, enterpriseId, uid, appid, isAccepted, isByCode: false, nowMs });
    return { id };
  });
