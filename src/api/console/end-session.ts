import { adminActor } from '../admin/admin-actor.ts';
import { nothing } from '../admin/field-schemas.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { clearSessionCookie } from '../session/session-cookie.ts';
import { consoleCaller } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

const schema = { summary: 'Logs out', response: { 200: nothing } };

export const endSessionEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async (_call, request, reply) => {
    const { sessionHash } = consoleCaller(request);
    const changes = auditedChanges(services, adminActor(request), { action: 'session.end' });
    // Who shows the admin token itself has none.
    if (sessionHash !== undefined) await services.sessionGate.sessions.end(sessionHash, changes);
    clearSessionCookie(request, reply);
    return {};
  });
