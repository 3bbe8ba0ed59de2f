import type { Backups } from '../../model/backups.ts';
import type { Clock } from '../../model/clock.ts';
import type { DeviceCommands } from '../../model/device-commands.ts';
import type { AuditWriter } from '../../store/audit-log.ts';
import type { Catalog } from '../../store/catalog.ts';
import type { Database } from '../../store/database.ts';
import type { SecretSeal } from '../../store/secret-seal.ts';

/** What the endpoints of /admin/v1 work with. */
export interface AdminServices {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly seal: SecretSeal;
  readonly commands: DeviceCommands;
  readonly backups: Backups;
  readonly clock: Clock;
  readonly auditWriter: AuditWriter;
}
