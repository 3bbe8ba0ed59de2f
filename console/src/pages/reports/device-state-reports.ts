import { answerOf, enterpriseApi } from '../../api/api-client.ts';
import { readPlaces, topRegions } from './place.ts';
import type { Report } from './report.ts';

/** The devices of late. */
export const summaryReport: Report = {
  name: 'summary',
  chapter: 'devices',
  filters: [],
  async ask({ productKey }) {
    const answer = await answerOf(
      enterpriseApi.GET('/v1/products/{product_key}/devices/summary', {
        params: { path: { product_key: productKey } },
      }),
    );
    const { active, new: added } = answer;
    const spans = [
      { word: 'today', added: added.today, active: null },
      { word: 'yesterday', added: added.yesterday, active: active.yesterday },
      { word: 'sevenDays', added: added['7_day'], active: active['7_day'] },
      { word: 'thirtyDays', added: added['30_day'], active: null },
    ] as const;
    return {
      figures: [
        { word: 'online', value: answer.online },
        { word: 'activated', value: answer.total },
        { word: 'newToday', value: added.today },
        { word: 'activeYesterday', value: active.yesterday },
      ],
      chart: {
        categories: spans.map(({ word }) => ({ word })),
        series: [
          { word: 'new', values: spans.map((span) => span.added) },
          { word: 'active', values: spans.map((span) => span.active) },
        ],
      },
      rows: {
        columns: ['span', 'new', 'active'],
        rows: spans.map((span) => [{ word: span.word }, span.added, span.active]),
      },
    };
  },
};

const standings = ['activated', 'faulty', 'alert'] as const;

/** What the devices are at this moment. */
export const realtimeReport: Report = {
  name: 'realtime',
  chapter: 'devices',
  filters: ['group'],
  async ask({ productKey, parameters: { gid } }) {
    const { count, location } = await answerOf(
      enterpriseApi.GET('/v1/products/{product_key}/devices/report/rt', {
        params: { path: { product_key: productKey }, query: gid ? { gid } : {} },
      }),
    );
    const everywhere = standings.map((standing) => count[standing]);
    return {
      figures: standings.map((word) => ({ word, value: count[word] })),
      chart: {
        categories: standings.map((word) => ({ word })),
        series: [{ word: 'devices', values: everywhere }],
        isLying: true,
      },
      places: [{ measures: standings, everywhere, places: readPlaces(location, standings) }],
    };
  },
};

/** Where the devices are. */
export const locationsReport: Report = {
  name: 'locations',
  chapter: 'devices',
  filters: ['group', 'standing'],
  async ask({ productKey, parameters }) {
    const { gid, is_online, is_faulty, is_alert } = parameters;
    const { total, location } = await answerOf(
      enterpriseApi.GET('/v1/products/{product_key}/devices/locations', {
        params: {
          path: { product_key: productKey },
          query: {
            ...(gid && { gid }),
            ...(is_online && { is_online: Number(is_online) }),
            ...(is_faulty && { is_faulty: Number(is_faulty) }),
            ...(is_alert && { is_alert: Number(is_alert) }),
          },
        },
      }),
    );
    return placesContent(location, 'devices', total);
  },
};

/** A report that says where, and nothing else. */
export function placesContent(tree: object, word: 'devices' | 'users', total?: number) {
  const places = readPlaces(tree);
  const located = places.reduce((sum, { values }) => sum + values[0]!, 0);
  const top = topRegions(places);
  return {
    figures: [
      ...(total === undefined ? [] : [{ word, value: total }]),
      { word: 'located' as const, value: located },
      { word: 'countries' as const, value: places.length },
    ],
    chart: {
      categories: top.map(({ name }) => name),
      series: [{ word, values: top.map(({ values }) => values[0]!) }],
      isLying: true,
    },
    places: [{ measures: [word], everywhere: [total ?? located], places }],
  };
}
