import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { dismissGuest } from '../../store/guests.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { requireOwner } from './require-owner.ts';
import { userActor } from './user-actor.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'delete_app_did_bindings',
  tags: ['应用绑定'],
  summary: '解绑 guest 用户',
  description: 'Ends the binding of another user with a device that the user owns.',
  descriptionZh: 'owner 解除其他用户与设备的绑定，不能解绑自己。',
  params: Type.Object({ did: Type.String() }),
  querystring: Type.Object({ uid: Type.String() }),
  response: { 200: Type.Object({}) },
  refusals: ['9014', '9017', '9082', '9093', '9095'],
} as const satisfies DocumentedSchema;

export const unbindGuest = (services: AppServices) =>
  userEndpoint(schema, async ({ params, query }, user, request) => {
    const { deviceId, did } = await requireOwner(services, user, params.did);
    if (query.uid === user.uid) throw new QiyunError('9095');
    const act = { action: 'device.unbind', dids: [did], otherUid: query.uid } as const;
    await auditedChanges(services, userActor(user, request), act).transaction(async (tx) => {
      if (!(await dismissGuest(tx, deviceId, query.uid))) throw new QiyunError('9082');
    });
    return {};
  });
