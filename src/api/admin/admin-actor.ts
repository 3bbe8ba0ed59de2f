import type { FastifyRequest } from 'fastify';
import type { AuditActor } from '../../model/audit-event.ts';
import { plainAddress } from '../../model/client-address.ts';
import { consoleCaller } from '../console/console-caller.ts';

/** Whoever manages, as the audit log names him: an administrator, or a member of an enterprise. */
export function adminActor(request: FastifyRequest): AuditActor {
  const { enterpriseId, member } = consoleCaller(request);
  const clientIp = plainAddress(request.ip);
  if (!member) return { source: 'admin', clientIp };
  return { source: 'console', enterpriseId: enterpriseId!, memberId: member.memberId, clientIp };
}
