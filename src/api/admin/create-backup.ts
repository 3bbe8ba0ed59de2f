import { auditedCommand } from '../audited-command.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { backupAnswer, toBackupAnswer } from './backup-answer.ts';

const schema = {
  summary: 'Begins a backup, and answers before it is made',
  response: { 202: backupAnswer },
};

export const createBackupEndpoint = (services: AdminServices) =>
  endpoint(schema, async (_call, request) => {
    const event = { ...adminActor(request), action: 'backup.create' } as const;
    return toBackupAnswer(await auditedCommand(services, event, () => services.backups.begin()));
  });
