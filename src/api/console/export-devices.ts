import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { type ListedDevice, listDevices } from '../../store/listed-devices.ts';
import { endpoint } from '../endpoint.ts';
import { visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { csvLine } from './csv-line.ts';
import { listedDeviceFilterOf, listedDeviceQuery } from './listed-device-query.ts';

const schema = {
  summary: 'All devices of a product that match, as CSV for spreadsheets; times are of the report time zone',
  params: Type.Object({ product_key: Type.String() }),
  querystring: Type.Object(listedDeviceQuery),
  response: { 200: Type.String({ description: 'text/csv; charset=utf-8' }) },
};

export const exportDevicesEndpoint = ({ catalog, database, calendar }: ConsoleServices) =>
  endpoint(schema, async ({ params, query }, request, reply) => {
    const product = visibleProduct(catalog, request, params.product_key);
    const { id: productId, enterpriseId } = product;
    const filter = await listedDeviceFilterOf(database, query, { productId, enterpriseId, calendar });
    reply.header('content-type', 'text/csv; charset=utf-8');
    reply.header('content-disposition', `attachment; filename="devices-${product.productKey}.csv"`);
    const csv = toCsv(columnsOf(calendar.timeZone), listDevices(database, filter));
    // Read only as fast as the caller takes it; who goes away ends it. The schema has what it comes to: a text.
    return Readable.from(csv, { objectMode: false }) as unknown as string;
  });

type Columns = readonly (readonly [title: string, (device: ListedDevice) => string | number | null])[];

function columnsOf(timeZone: string): Columns {
  // Swedes write dates as spreadsheets read them: 2026-11-23 08:00:00.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const time = (ms: number | null) => (ms === null ? null : format.format(ms));
  return [
    ['did', ({ did }) => did],
    ['mac', ({ mac }) => mac],
    ['is_online', ({ isOnline }) => Number(isOnline)],
    ['is_disabled', ({ isDisabled }) => Number(isDisabled)],
    ['is_faulty', ({ isFaulty }) => Number(isFaulty)],
    ['is_alert', ({ isAlert }) => Number(isAlert)],
    ['country', ({ country }) => country],
    ['region', ({ region }) => region],
    ['city', ({ city }) => city],
    ['longitude', ({ longitude }) => longitude],
    ['latitude', ({ latitude }) => latitude],
    ['gid', ({ gid }) => gid],
    ['group', ({ groupName }) => groupName],
    ['created_at', ({ createdAtMs }) => time(createdAtMs)],
    ['online_latest', ({ onlineAtMs }) => time(onlineAtMs)],
    ['reported_at', ({ reportedAtMs }) => time(reportedAtMs)],
    ['mcu_hard_version', ({ mcuHardVersion }) => mcuHardVersion],
    ['mcu_soft_version', ({ mcuSoftVersion }) => mcuSoftVersion],
    ['wifi_hard_version', ({ wifiHardVersion }) => wifiHardVersion],
    ['wifi_soft_version', ({ wifiSoftVersion }) => wifiSoftVersion],
  ];
}

/** By this mark spreadsheets know UTF-8. */
const byteOrderMark = '\ufeff';

async function* toCsv(
  columns: Columns,
  pieces: AsyncIterable<readonly ListedDevice[]>,
): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(columns.map(([title]) => title));
  for await (const devices of pieces) {
    yield devices.map((device) => csvLine(columns.map(([, cell]) => cell(device)))).join('');
  }
}
