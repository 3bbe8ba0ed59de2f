import type { FastifyRequest } from 'fastify';
import type { AuditActor } from '../../model/audit-event.ts';
import { plainAddress } from '../client-address.ts';

/** Whoever has the admin token, as the audit log names him. */
export function adminActor({ ip }: FastifyRequest): AuditActor {
  return { source: 'admin', clientIp: plainAddress(ip) };
}
