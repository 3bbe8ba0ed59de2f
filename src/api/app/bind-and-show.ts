import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { bindByUser, type UserBinding } from '../../store/bind-by-user.ts';
import { findBoundDevice } from '../../store/bound-devices.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { AppServices } from './app-services.ts';
import { type bindingObject, bindingObjectOf } from './binding-object.ts';
import { userActor } from './user-actor.ts';
import type { AppUser } from './user-endpoint.ts';

interface AppBinding extends Omit<UserBinding, 'enterpriseId' | 'uid' | 'appid' | 'boundAtMs'> {
  readonly user: AppUser;
}

/**
 * Binds a device that the user has shown to be his to bind, and answers the binding.
 * @throws QiyunError 9005, 9014, 9023, 9092 as `bindByUser`
 */
export async function bindAndShow(
  services: AppServices,
  { user, ...binding }: AppBinding,
  request: FastifyRequest,
): Promise<Static<typeof bindingObject>> {
  const { database, clock } = services;
  const { uid, app } = user;
  const { enterpriseId, appid } = app;
  const act = { action: 'device.bind', dids: [binding.did] } as const;
  const changes = auditedChanges(services, userActor(user, request), act);
  await bindByUser(changes, { ...binding, enterpriseId, uid, appid, boundAtMs: clock() });
  const bound = await findBoundDevice(database, uid, binding.did);
  // It was reset at this very moment.
  if (!bound) throw new QiyunError('9014');
  return bindingObjectOf(services, bound, request);
}
