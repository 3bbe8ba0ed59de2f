import { type Static, Type } from 'typebox';
import type { Enterprise } from '../../store/catalog.ts';
import { secondsField } from './field-schemas.ts';
import { secondsOf } from './seconds.ts';

export const enterpriseAnswer = Type.Object({
  enterprise_id: Type.String(),
  name: Type.String(),
  hourly_quota: Type.Integer(),
  ip_allow_list: Type.Array(Type.String()),
  users_search_without_secret: Type.Boolean(),
  created_at: secondsField,
});

export function toEnterpriseAnswer(enterprise: Enterprise): Static<typeof enterpriseAnswer> {
  return {
    enterprise_id: enterprise.enterpriseId,
    name: enterprise.name,
    hourly_quota: enterprise.hourlyQuota,
    ip_allow_list: [...enterprise.ipAllowList],
    users_search_without_secret: enterprise.usersSearchWithoutSecret,
    created_at: secondsOf(enterprise.createdAtMs),
  };
}
