import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StatusLayouts } from '../../codec/status-layouts.ts';
import type { Vitals } from '../../metrics/installation-vitals.ts';
import type { Clock } from '../../model/clock.ts';
import type { DeviceCommands } from '../../model/device-commands.ts';
import type { DeviceWatch } from '../../model/device-event.ts';
import type { ReportCalendar } from '../../model/report-calendar.ts';
import type { Throttles } from '../../model/throttle.ts';
import type { VirtualDevices } from '../../model/virtual-devices.ts';
import type { AccessTokens } from '../../store/access-tokens.ts';
import type { AuditWriter } from '../../store/audit-log.ts';
import type { CallQuota } from '../../store/call-quota.ts';
import type { Catalog } from '../../store/catalog.ts';
import type { Database } from '../../store/database.ts';
import type { DeviceLookup } from '../../store/device-lookup.ts';
import type { SecretSeal } from '../../store/secret-seal.ts';
import type { SessionGate } from '../session/session-gate.ts';
import type { EventStreams } from './event-streams.ts';
import type { InstallationFacts } from './installation-facts.ts';

/** What the endpoints of /console/v1 work with. */
export interface ConsoleServices {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly seal: SecretSeal;
  readonly clock: Clock;
  readonly calendar: ReportCalendar;
  readonly commands: DeviceCommands;
  readonly watch: DeviceWatch;
  readonly eventStreams: EventStreams;
  readonly layouts: StatusLayouts;
  readonly devices: DeviceLookup;
  readonly virtualDevices: VirtualDevices;
  readonly auditWriter: AuditWriter;
  readonly quota: CallQuota;
  readonly tokens: AccessTokens;
  readonly vitals: Vitals;
  readonly facts: InstallationFacts;
  readonly adminToken: string;
  readonly throttles: Throttles;
  readonly sessionGate: SessionGate;
  /** Recognizes the caller of a request; asked again by answers that go on. */
  authenticate(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}
