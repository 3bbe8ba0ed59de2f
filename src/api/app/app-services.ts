import type { StatusLayouts } from '../../codec/status-layouts.ts';
import type { AccountVerifier } from '../../model/account-verifier.ts';
import type { Clock } from '../../model/clock.ts';
import type { CodeSenders } from '../../model/code-sender.ts';
import type { DeviceCommands } from '../../model/device-commands.ts';
import type { Place } from '../../model/place.ts';
import type { ReportCalendar } from '../../model/report-calendar.ts';
import type { Throttles } from '../../model/throttle.ts';
import type { AppTokens } from '../../store/app-tokens.ts';
import type { AuditWriter } from '../../store/audit-log.ts';
import type { Catalog } from '../../store/catalog.ts';
import type { Database } from '../../store/database.ts';
import type { DeviceLookup } from '../../store/device-lookup.ts';
import type { FrameLog } from '../../store/frame-log.ts';
import type { PasscodeCheck } from '../../store/passcode-check.ts';
import type { SecretSeal } from '../../store/secret-seal.ts';
import type { UserActivity } from '../../store/user-activity.ts';
import type { UserTokens } from '../../store/user-tokens.ts';
import type { VerificationCodes } from '../../store/verification-codes.ts';

/** Where apps find the other listeners. */
export interface AppAddresses {
  /** Undefined: the host that the app asked. */
  readonly publicHost: string | undefined;
  mqttPort(): number;
  httpPort(): number;
  /** Undefined: the server has no TLS itself. */
  mqttsPort(): number | undefined;
  httpsPort(): number | undefined;
}

/** What the endpoints of /app work with. */
export interface AppServices {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly seal: SecretSeal;
  readonly passcodes: PasscodeCheck;
  readonly commands: DeviceCommands;
  readonly layouts: StatusLayouts;
  readonly devices: DeviceLookup;
  readonly frameLog: FrameLog;
  readonly addresses: AppAddresses;
  readonly clock: Clock;
  /** In the report time zone. */
  readonly calendar: ReportCalendar;
  readonly throttles: Throttles;
  readonly tokens: UserTokens;
  readonly auditWriter: AuditWriter;
  readonly appTokens: AppTokens;
  readonly codes: VerificationCodes;
  readonly senders: CodeSenders;
  /** Undefined: accounts of others are refused. */
  readonly accounts: AccountVerifier | undefined;
  readonly activity: UserActivity;
  /** Where an IP address is, as far as that is known. */
  readonly locations: { find(ip: string): Place | undefined };
}
