import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { isBound } from '../../store/binding.ts';
import type { Product } from '../../store/catalog.ts';
import type { Database } from '../../store/database.ts';
import type { DeviceSummary } from '../../store/device-lookup.ts';
import { controlBody, parseCommand } from '../control-command.ts';
import { deviceOfProduct } from './device-of-product.ts';
import { enterpriseActor } from './enterprise-actor.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { deviceParams, productEndpoint } from './product-endpoint.ts';

const schema = {
  operationId: 'post_v1_products_product_key_devices_did_control',
  tags: ['设备管理'],
  summary: '远程控制',
  description: 'Sends a command, raw or by data points, and answers when the device has acknowledged it.',
  descriptionZh: '以原始指令 raw 或数据点 attrs 控制设备，设备确认后才返回。',
  params: deviceParams,
  body: controlBody,
  response: { 200: Type.Object({}) },
  refusals: ['5301', '5302', '5303', '5304', '5305', '5401', '5402', '5403', '5404'],
} as const;

type Services = Pick<
  EnterpriseServices,
  'database' | 'auditWriter' | 'devices' | 'commands' | 'layouts' | 'clock'
>;

// The order of the checks is that of contract.md §4.
export const deviceControl = (services: Services) =>
  productEndpoint(schema, async ({ params, body }, { enterprise, product }, request) => {
    const command = parseCommand(body);
    const device = await deviceOfProduct(services.devices, product, params.did);
    await refuseUncontrollable(services.database, product, device);
    await command(services, enterpriseActor(enterprise, request), { ...device, product });
    return {};
  });

async function refuseUncontrollable(
  database: Database,
  product: Product,
  { deviceId, isDisabled, isOnline, firstOnlineAtMs }: DeviceSummary,
): Promise<void> {
  if (!product.remoteControl) throw new QiyunError('5404');
  if (isDisabled) throw new QiyunError('5304', { detail: 'the device is disabled' });
  if (firstOnlineAtMs === null) throw new QiyunError('5304', { detail: 'the device was never online' });
  if (product.controlRequiresBinding && !(await isBound(database, deviceId))) throw new QiyunError('5303');
  if (!isOnline) throw new QiyunError('5305');
}
