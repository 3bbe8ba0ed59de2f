import { answerOf, enterpriseApi } from '../../api/api-client.ts';
import { type CycleQuery, figuresOf, seriesOf } from './cycle-report.ts';
import { placesContent } from './device-state-reports.ts';
import type { Report } from './report.ts';
import { lastPeriods } from './report-cycle.ts';

export function askNewUsers(productKey: string, query: CycleQuery) {
  return answerOf(
    enterpriseApi.GET('/v1/products/{product_key}/users/report/new', {
      params: { path: { product_key: productKey }, query },
    }),
  );
}

const monthsShown = 12;

/** How many users there are, and were at the end of each of the last months. */
export const usersTotalReport: Report = {
  name: 'users_total',
  chapter: 'users',
  filters: ['group'],
  async ask({ productKey, parameters: { gid }, today }) {
    const group = gid ? { gid } : {};
    const [{ total }, { data }] = await Promise.all([
      answerOf(
        enterpriseApi.GET('/v1/products/{product_key}/users/report/total', {
          params: { path: { product_key: productKey }, query: group },
        }),
      ),
      askNewUsers(productKey, { cycle: 'month', ...lastPeriods('month', monthsShown, today), ...group }),
    ]);
    const months = data.map(({ date, count }, index) => {
      const later = data.slice(index + 1).reduce((sum, each) => sum + each.count, 0);
      return { label: { cycle: 'month' as const, period: date }, added: count, total: total - later };
    });
    return {
      figures: [
        { word: 'users', value: total },
        { word: 'newThisMonth', value: months.at(-1)?.added ?? 0 },
      ],
      chart: {
        categories: months.map(({ label }) => label),
        series: [{ word: 'users', values: months.map((month) => month.total) }],
      },
      rows: {
        columns: ['month', 'newUsers', 'usersAtEnd'],
        rows: months.map((month) => [month.label, month.added, month.total]),
      },
    };
  },
};

/** How many users of the enterprise's apps were there on each day. */
export const usersLivenessReport: Report = {
  name: 'users_liveness',
  chapter: 'users',
  period: { daysMax: 366, daysUsual: 30 },
  filters: ['app'],
  async ask({ productKey, parameters: { start, end, appid } }) {
    const { data } = await answerOf(
      enterpriseApi.GET('/v1/users/liveness_total', {
        params: {
          query: { product_key: productKey, start_date: start, end_date: end, ...(appid && { appid }) },
        },
      }),
    );
    const counts = data.map(({ date, count }) => ({
      label: { cycle: 'date' as const, period: date },
      count,
    }));
    return { figures: figuresOf(counts, false), ...seriesOf(counts, 'date', 'activeUsers') };
  },
};

/** Where the users of the enterprise are. */
export const usersLocationReport: Report = {
  name: 'users_location',
  chapter: 'users',
  filters: [],
  async ask({ productKey }) {
    const tree = await answerOf(
      enterpriseApi.GET('/v1/users/location', { params: { query: { product_key: productKey } } }),
    );
    return placesContent(tree, 'users');
  },
};
