import type { FastifyRequest } from 'fastify';
import type { AuditActor } from '../../model/audit-event.ts';
import { plainAddress } from '../../model/client-address.ts';
import type { Enterprise } from '../../store/catalog.ts';
import { adminActor } from '../admin/admin-actor.ts';
import { consoleCallerIfAny } from '../console/console-caller.ts';

/** An enterprise that calls, or who calls for it at the console, as the audit log names them. */
export function enterpriseActor({ enterpriseId }: Enterprise, request: FastifyRequest): AuditActor {
  if (consoleCallerIfAny(request)) return adminActor(request);
  return { source: 'enterprise_api', enterpriseId, clientIp: plainAddress(request.ip) };
}
