import type { Queryable } from '../store/database.ts';
import { addDays, type Day, daysBetween } from './day.ts';
import type { ReportDays } from './report-days.ts';

interface ActiveUsers {
  readonly date: Day;
  readonly count: number;
}

/** How many different users of an enterprise, or of one of its apps, were there on each of the days. */
export async function countActiveUsers(
  db: Queryable,
  { enterpriseId, appid = '' }: { readonly enterpriseId: string; readonly appid?: string | undefined },
  { from, to }: ReportDays,
): Promise<ActiveUsers[]> {
  const { rows } = await db.query<{ period: Day; amount: number }>(
    `select period, amount from tally_now
     where scope = enterprise_scope($1) and metric = 'active_user' and name = $2 and period between $3 and $4`,
    [enterpriseId, appid, from, to],
  );
  const counts = new Map(rows.map(({ period, amount }) => [period, amount]));
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => {
    const date = addDays(from, index);
    return { date, count: counts.get(date) ?? 0 };
  });
}
