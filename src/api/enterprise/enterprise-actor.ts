import type { FastifyRequest } from 'fastify';
import type { AuditActor } from '../../model/audit-event.ts';
import type { Enterprise } from '../../store/catalog.ts';
import { plainAddress } from '../client-address.ts';

/** An enterprise that calls, as the audit log names it. */
export function enterpriseActor({ enterpriseId }: Enterprise, { ip }: FastifyRequest): AuditActor {
  return { source: 'enterprise_api', enterpriseId, clientIp: plainAddress(ip) };
}
