import type { FastifyRequest } from 'fastify';
import type { AuditActor } from '../../model/audit-event.ts';
import { plainAddress } from '../client-address.ts';
import type { AppUser } from './user-endpoint.ts';

/** A user of an app, as the audit log names him. */
export function userActor(
  { uid, app: { enterpriseId, appid } }: AppUser,
  { ip }: FastifyRequest,
): AuditActor {
  return { source: 'open_api', enterpriseId, uid, appid, clientIp: plainAddress(ip) };
}
