import type { StatusLayouts } from '../../codec/status-layouts.ts';
import type { Clock } from '../../model/clock.ts';
import type { DeviceCommands } from '../../model/device-commands.ts';
import type { ReportCalendar } from '../../model/report-calendar.ts';
import type { AccessTokens } from '../../store/access-tokens.ts';
import type { AuditWriter } from '../../store/audit-log.ts';
import type { Catalog } from '../../store/catalog.ts';
import type { Database } from '../../store/database.ts';
import type { DeviceLookup } from '../../store/device-lookup.ts';
import type { FrameLog } from '../../store/frame-log.ts';
import type { SessionGate } from '../session/session-gate.ts';
import type { Authentication } from './authentication.ts';
import type { QuotaGate } from './quota-gate.ts';

/** What the endpoints of /v1 work with. */
export interface EnterpriseServices {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly clock: Clock;
  /** In the report time zone. */
  readonly calendar: ReportCalendar;
  readonly commands: DeviceCommands;
  readonly layouts: StatusLayouts;
  readonly authentication: Authentication;
  readonly sessionGate: SessionGate;
  readonly quotaGate: QuotaGate;
  readonly tokens: AccessTokens;
  readonly auditWriter: AuditWriter;
  readonly devices: DeviceLookup;
  readonly frameLog: FrameLog;
}
