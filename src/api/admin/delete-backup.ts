import { Type } from 'typebox';
import { auditedCommand } from '../audited-command.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { nothing } from './field-schemas.ts';

const schema = {
  summary: 'Erases a backup, or the note of one that failed',
  /** PostgreSQL has no texts with NUL, and refused attempts are in the audit log. */
  params: Type.Object({ backup_id: Type.String({ maxLength: 32, pattern: '^[^\\0]*$' }) }),
  response: { 200: nothing },
};

export const deleteBackupEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params }, request) => {
    const { backup_id } = params;
    const act = { action: 'backup.erase', detail: { backup_id } } as const;
    const event = { ...adminActor(request), ...act };
    await auditedCommand(services, event, () => services.backups.erase(backup_id));
    return {};
  });
