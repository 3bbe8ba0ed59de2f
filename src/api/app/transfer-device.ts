import { Type } from 'typebox';
import { hexIdentifierPattern } from '../../model/identifiers.ts';
import { transferDevice as storeTransfer } from '../../store/transfer-device.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { requireOwner } from './require-owner.ts';
import { userActor } from './user-actor.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'post_app_sharing_did_transfer',
  tags: ['设备分享'],
  summary: '转移设备 owner 权限',
  description: 'Makes a guest the owner of a device. The user has it no more.',
  descriptionZh: '将设备的 owner 权限转移给 guest，原 owner 随之解绑。',
  params: Type.Object({ did: Type.String() }),
  querystring: Type.Object({ uid: Type.String({ pattern: hexIdentifierPattern }) }),
  response: { 200: Type.Object({}) },
  refusals: ['9014', '9017', '9082', '9093'],
} as const satisfies DocumentedSchema;

export const transferDevice = (services: AppServices) =>
  userEndpoint(schema, async ({ params: { did }, query }, user, request) => {
    await requireOwner(services, user, did);
    const act = { action: 'device.transfer', dids: [did], otherUid: query.uid } as const;
    const changes = auditedChanges(services, userActor(user, request), act);
    await storeTransfer(changes, { did, fromUid: user.uid, toUid: query.uid, nowMs: services.clock() });
    return {};
  });
