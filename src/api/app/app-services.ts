import type { Clock } from '../../model/clock.ts';
import type { Place } from '../../model/place.ts';
import type { ReportCalendar } from '../../model/report-calendar.ts';
import type { Throttles } from '../../model/throttle.ts';
import type { Catalog } from '../../store/catalog.ts';
import type { Database } from '../../store/database.ts';
import type { UserActivity } from '../../store/user-activity.ts';
import type { UserTokens } from '../../store/user-tokens.ts';

/** What the endpoints of /app work with. */
export interface AppServices {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly clock: Clock;
  /** In the report time zone. */
  readonly calendar: ReportCalendar;
  readonly throttles: Throttles;
  readonly tokens: UserTokens;
  readonly activity: UserActivity;
  /** Where an IP address is, as far as that is known. */
  readonly locations: { find(ip: string): Place | undefined };
}
