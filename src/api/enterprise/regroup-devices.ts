import { Type } from 'typebox';
import { macPattern, normalizeMac } from '../../model/identifiers.ts';
import { regroupDevices } from '../../store/group-members.ts';
import { auditedChanges } from '../audited-changes.ts';
import { dividedOutcome, divideOutcome } from '../divided-outcome.ts';
import { deviceGroupParams } from './device-group-params.ts';
import { enterpriseActor } from './enterprise-actor.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint } from './product-endpoint.ts';

const body = Type.Object({
  action: Type.Enum(['assign', 'unassign']),
  reassign: Type.Boolean({ default: false }),
  macs: Type.Array(Type.String(), { maxItems: 1000 }),
});

const schema = {
  operationId: 'put_v1_products_product_key_device_groups_gid',
  tags: ['设备分组'],
  summary: '设备加入或移出分组',
  description:
    'Puts devices into the group or takes them out of it. A device of another group is moved only with reassign; unknown ones fail.',
  descriptionZh:
    '将设备加入分组或移出分组。设备已在其他分组时，仅当 reassign 为 true 才移动；产品下不存在的 mac 为失败。',
  params: deviceGroupParams,
  body,
  response: { 200: dividedOutcome },
  refusals: ['5201', '5206'],
} as const;

const macSyntax = new RegExp(macPattern);

export const regroup = (services: Pick<EnterpriseServices, 'database' | 'clock'>) =>
  productEndpoint(schema, async ({ params: { gid }, body }, { enterprise, product }, request) => {
    const { action, reassign, macs } = body;
    const changes = auditedChanges(
      services,
      enterpriseActor(enterprise, request),
      (moved: ReadonlySet<string>) => ({
        action: 'device_group.change',
        productKey: product.productKey,
        detail: { gid, action, reassign, macs: [...moved] },
      }),
    );
    const moved = await regroupDevices(changes, {
      productId: product.id,
      gid,
      action,
      reassign,
      // What cannot be a mac is nobody's, and the database might not even take it.
      macs: macs.filter((mac) => macSyntax.test(mac)).map(normalizeMac),
    });
    return divideOutcome(macs, (mac) => moved.has(normalizeMac(mac)));
  });
