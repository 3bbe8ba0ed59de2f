import type { StatusLayouts } from '../../codec/status-layouts.ts';
import type { Clock } from '../../model/clock.ts';
import type { DeviceCommands } from '../../model/device-commands.ts';
import type { DeviceWatch } from '../../model/device-event.ts';
import type { ReportCalendar } from '../../model/report-calendar.ts';
import type { Throttles } from '../../model/throttle.ts';
import type { AuditWriter } from '../../store/audit-log.ts';
import type { Catalog } from '../../store/catalog.ts';
import type { Database } from '../../store/database.ts';
import type { SecretSeal } from '../../store/secret-seal.ts';
import type { UserActivity } from '../../store/user-activity.ts';
import type { UserTokens } from '../../store/user-tokens.ts';
import type { AppSocketLimits } from './app-socket-limits.ts';

/** What the sockets of apps work with. */
export interface AppSocketContext {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly seal: SecretSeal;
  readonly clock: Clock;
  readonly monotonicClock: Clock;
  /** In the report time zone. */
  readonly calendar: ReportCalendar;
  readonly throttles: Pick<Throttles, 'failedAttempts'>;
  readonly tokens: UserTokens;
  readonly auditWriter: AuditWriter;
  readonly activity: UserActivity;
  readonly layouts: StatusLayouts;
  readonly commands: DeviceCommands;
  readonly watch: DeviceWatch;
  readonly limits: AppSocketLimits;
  /** A fault of ours, which the app is told nothing of. */
  onFault(error: unknown): void;
}
