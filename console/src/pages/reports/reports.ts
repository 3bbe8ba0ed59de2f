import { answerOf, enterpriseApi } from '../../api/api-client.ts';
import { alarmDevicesReport, alarmEventsReport } from './alarm-report.ts';
import { type AskCycle, cycleReport } from './cycle-report.ts';
import { daysReport } from './days-report.ts';
import { locationsReport, realtimeReport, summaryReport } from './device-state-reports.ts';
import type { Report } from './report.ts';
import { askNewUsers, usersLivenessReport, usersLocationReport, usersTotalReport } from './user-reports.ts';

const productOf = (productKey: string) => ({ path: { product_key: productKey } });

const askActivation: AskCycle = (productKey, query) =>
  answerOf(
    enterpriseApi.GET('/v1/products/{product_key}/devices/report/activation', {
      params: { ...productOf(productKey), query },
    }),
  );

const askLiveness: AskCycle = (productKey, query) =>
  answerOf(
    enterpriseApi.GET('/v1/products/{product_key}/devices/report/liveness/history', {
      params: { ...productOf(productKey), query },
    }),
  );

/** Every report of the API, in the order of the menu. */
export const reports: readonly Report[] = [
  summaryReport,
  realtimeReport,
  cycleReport({ name: 'activation', chapter: 'devices', word: 'new', addsUp: true, ask: askActivation }),
  cycleReport({ name: 'liveness', chapter: 'devices', word: 'active', addsUp: false, ask: askLiveness }),
  daysReport({
    name: 'incr_devices',
    word: 'new',
    addsUp: true,
    ask: (productKey, query) =>
      answerOf(
        enterpriseApi.GET('/v1/products/{product_key}/incr_devices', {
          params: { ...productOf(productKey), query },
        }),
      ),
    askCounts: askActivation,
  }),
  daysReport({
    name: 'active_devices',
    word: 'active',
    addsUp: false,
    ask: (productKey, query) =>
      answerOf(
        enterpriseApi.GET('/v1/products/{product_key}/active_devices', {
          params: { ...productOf(productKey), query },
        }),
      ),
    askCounts: askLiveness,
  }),
  locationsReport,
  alarmDevicesReport('fault_devices', (productKey, query) =>
    answerOf(
      enterpriseApi.GET('/v1/products/{product_key}/fault/report/devices', {
        params: { ...productOf(productKey), query },
      }),
    ),
  ),
  alarmEventsReport('fault_events', (productKey, query) =>
    answerOf(
      enterpriseApi.GET('/v1/products/{product_key}/fault/report/events', {
        params: { ...productOf(productKey), query },
      }),
    ),
  ),
  alarmDevicesReport('alert_devices', (productKey, query) =>
    answerOf(
      enterpriseApi.GET('/v1/products/{product_key}/alert/report/devices', {
        params: { ...productOf(productKey), query },
      }),
    ),
  ),
  alarmEventsReport('alert_events', (productKey, query) =>
    answerOf(
      enterpriseApi.GET('/v1/products/{product_key}/alert/report/events', {
        params: { ...productOf(productKey), query },
      }),
    ),
  ),
  cycleReport({ name: 'users_new', chapter: 'users', word: 'newUsers', addsUp: true, ask: askNewUsers }),
  usersTotalReport,
  usersLivenessReport,
  usersLocationReport,
];
