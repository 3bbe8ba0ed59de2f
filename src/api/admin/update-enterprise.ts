import { Type } from 'typebox';
import { invalidField } from '../../model/errors.ts';
import { parseIpRange } from '../../model/ip-range.ts';
import { updateEnterprise } from '../../store/write-enterprise.ts';
import { auditedChanges } from '../audited-changes.ts';
import { requireAdmin } from '../console/console-caller.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseAnswer, toEnterpriseAnswer } from './enterprise-answer.ts';
import { enterpriseParams, nameField } from './field-schemas.ts';
import { knownEnterprise } from './known-entity.ts';

const schema = {
  summary: 'Changes name, hourly quota, address allow-list or access to users of an enterprise',
  params: enterpriseParams,
  body: Type.Object(
    {
      name: Type.Optional(nameField),
      hourly_quota: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
      ip_allow_list: Type.Optional(Type.Array(Type.String(), { maxItems: 1000 })),
      users_search_without_secret: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  response: { 200: enterpriseAnswer },
};

export const updateEnterpriseEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body }, request) => {
    const { catalog } = services;
    const { enterpriseId } = knownEnterprise(catalog, params.enterprise_id);
    const { name, hourly_quota: hourlyQuota, ip_allow_list: ipAllowList } = body;
    const { users_search_without_secret: usersSearchWithoutSecret } = body;
    if (hourlyQuota !== undefined) requireAdmin(request);
    checkAllowList(ipAllowList ?? []);
    const settings = { name, hourlyQuota, ipAllowList, usersSearchWithoutSecret };
    const act = { action: 'enterprise.update', enterpriseId, detail: body } as const;
    const changes = auditedChanges(services, adminActor(request), act);
    await changes.transaction((tx) => updateEnterprise(tx, enterpriseId, settings));
    await catalog.reload();
    return toEnterpriseAnswer(knownEnterprise(catalog, enterpriseId));
  });

function checkAllowList(ranges: readonly string[]): void {
  const bad = ranges.findIndex((range) => parseIpRange(range) === undefined);
  if (bad >= 0) throw invalidField(`ip_allow_list[${bad}]`, 'must be an address or a CIDR block');
}
