import type { FastifyRequest } from 'fastify';
import type { AuditActor } from '../../model/audit-event.ts';
import { plainAddress } from '../../model/client-address.ts';
import type { App } from '../../store/catalog.ts';
import type { AppUser } from './user-endpoint.ts';

/** A user of an app, as the audit log names him. */
export function userActor({ uid, app }: AppUser, request: FastifyRequest): AuditActor {
  return { ...appActor(app, request), uid };
}

/** Somebody with an app of whom it is not known yet who he is. */
export function appActor({ enterpriseId, appid }: App, { ip }: FastifyRequest): AuditActor {
  return { source: 'open_api', enterpriseId, appid, clientIp: plainAddress(ip) };
}
