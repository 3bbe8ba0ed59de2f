import { StatusLayouts } from '../../codec/status-layouts.ts';
import { ReportCalendar } from '../../model/report-calendar.ts';
import { createThrottles } from '../../model/throttle.ts';
import { PasscodeCheck } from '../../store/passcode-check.ts';
import { UserActivity } from '../../store/user-activity.ts';
import { UserTokens } from '../../store/user-tokens.ts';
import type { EnterpriseApiUnderTest } from '../enterprise/enterprise-api.test-helper.ts';
import type { AppApiOptions } from './app-api.ts';

/** For /app beside the Enterprise API under test: same database, clock and devices. */
export function appOptions(api: EnterpriseApiUnderTest): AppApiOptions {
  const { database, catalog, seal, commands } = api;
  const clock = () => api.nowMs;
  return {
    database,
    catalog,
    seal,
    passcodes: new PasscodeCheck(seal, clock),
    commands,
    clock,
    tokens: new UserTokens(database),
    activity: new UserActivity(database),
    layouts: new StatusLayouts(),
    calendar: new ReportCalendar('Asia/Shanghai'),
    throttles: createThrottles(clock),
    locations: { find: () => undefined },
    senders: { sms: undefined, mail: undefined },
    accounts: undefined,
    addresses: {
      publicHost: undefined,
      mqttPort: () => 1883,
      httpPort: () => 8080,
      mqttsPort: () => undefined,
      httpsPort: () => undefined,
    },
  };
}
