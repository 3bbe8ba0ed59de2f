import { Type } from 'typebox';
import { unbindByUser } from '../../store/unbind-by-user.ts';
import { auditedChanges } from '../audited-changes.ts';
import { dividedOutcome, divideOutcome } from '../divided-outcome.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { userActor } from './user-actor.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'delete_app_bindings',
  tags: ['应用绑定'],
  summary: '解绑设备',
  description:
    'Ends bindings of the user. Where he was the owner, those he shared the device with lose it, too. Devices that he has not bound fail.',
  descriptionZh: '解除用户与设备的绑定；owner 解绑时，被分享者一并解绑。未绑定的设备为失败。',
  body: Type.Object({ devices: Type.Array(Type.Object({ did: Type.String() }), { maxItems: 1000 }) }),
  response: { 200: dividedOutcome },
  refusals: ['9005'],
} as const satisfies DocumentedSchema;

export const unbindOwn = (services: AppServices) =>
  userEndpoint(schema, async ({ body }, user, request) => {
    const { uid, app } = user;
    const dids = body.devices.map(({ did }) => did);
    const changes = auditedChanges(services, userActor(user, request), (left: ReadonlySet<string>) => ({
      action: 'device.unbind',
      dids: [...left],
    }));
    const unbound = await unbindByUser(changes, { enterpriseId: app.enterpriseId, uid, dids });
    return divideOutcome(dids, (did) => unbound.has(did));
  });
