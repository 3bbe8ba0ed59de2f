import { type Static, Type } from 'typebox';
import { decodeImage } from '../../codec/decode-status.ts';
import { QiyunError } from '../../model/errors.ts';
import type { App } from '../../store/catalog.ts';
import type { DeviceSummary } from '../../store/device-lookup.ts';
import { readLatestReport } from '../../store/latest-report.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';

const latest = Type.Object({
  did: Type.String(),
  updated_at: Type.Integer({
    description: 'when the device reported, seconds since the epoch; 0 when it did not within 24 hours',
    'x-description-zh': '最近一次上报的时间，秒；24 小时内没有上报为 0',
  }),
  attr: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]), {
    description: 'the data points and their values',
    'x-description-zh': '数据点及其值',
  }),
});

const schema = {
  operationId: 'get_app_devdata_did_latest',
  tags: ['应用设备'],
  summary: '获取设备最新状态',
  description: 'The data points as the device reported them last, if that was within 24 hours.',
  descriptionZh: '设备 24 小时内最近上报的数据点值。',
  params: Type.Object({ did: Type.String() }),
  response: { 200: latest },
  refusals: ['9014'],
} as const satisfies DocumentedSchema;

const freshMs = 24 * 3_600_000;

export const latestData = (services: AppServices) =>
  endpoint(schema, async ({ params: { did } }, request) => {
    const device = await deviceOfApp(services, callingApp.get(request)!, did);
    return { did, ...(await freshReport(services, device)) };
  });

async function deviceOfApp(
  { catalog, devices }: AppServices,
  { enterpriseId }: App,
  did: string,
): Promise<DeviceSummary> {
  const device = await devices.byDid(did);
  if (!device || !catalog.isAssociated(enterpriseId, device.productId)) throw new QiyunError('9014');
  return device;
}

/** Clients take the time 0 for a device that is away (app-open-api.md §5.2). */
async function freshReport(
  { database, catalog, layouts, clock }: AppServices,
  { deviceId, productId }: DeviceSummary,
): Promise<Omit<Static<typeof latest>, 'did'>> {
  const report = await readLatestReport(database, deviceId);
  const product = catalog.productById(productId);
  if (!report || !product || clock() - report.reportedAtMs > freshMs) return { updated_at: 0, attr: {} };
  const versioned = await catalog.definition(product, report.definitionVersion);
  const attr = versioned ? decodeImage(layouts.of(versioned.definition), report.image) : {};
  return { updated_at: Math.floor(report.reportedAtMs / 1000), attr };
}
