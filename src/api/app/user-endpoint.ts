import type { FastifyRequest } from 'fastify';
import type { App } from '../../store/catalog.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { type Answer, type Call, type Endpoint, endpoint } from '../endpoint.ts';
import type { HttpApp } from '../http-face.ts';
import { declareAccess } from '../openapi/access.ts';
import { RequestSlot } from '../request-slot.ts';
import type { AppServices } from './app-services.ts';
import { authenticateUser } from './authenticate-user.ts';
import { callingApp } from './calling-app.ts';
import { userAccess } from './user-access.ts';

/** Who calls, and with which app. */
export interface AppUser {
  readonly uid: string;
  readonly app: App;
}

const appUser = new RequestSlot<AppUser>('appUser');

/** From now on every endpoint of the plugin is called with a user's token. */
export function requireUser(face: HttpApp, services: AppServices): void {
  appUser.declareOn(face);
  declareAccess(face, userAccess);
  face.addHook('onRequest', async (request) => {
    const uid = await authenticateUser(services, request);
    appUser.set(request, { uid, app: callingApp.get(request)! });
  });
}

/** An endpoint of a plugin that requires a user (app-open-api.md §5.1). */
export function userEndpoint<const S extends DocumentedSchema>(
  schema: S,
  answer: (call: Call<S>, user: AppUser, request: FastifyRequest) => Promise<Answer<S>>,
): Endpoint {
  return endpoint(schema, (call, request) => answer(call, appUser.get(request)!, request));
}
