import { type Static, Type } from 'typebox';
import type { Catalog } from '../../store/catalog.ts';
import { nullable } from '../nullable.ts';
import type { ConsoleCaller } from './console-caller.ts';

/** Who one is at the console. */
export const sessionAnswer = Type.Object({
  role: Type.Enum(['admin', 'manager', 'viewer']),
  name: Type.String(),
  username: nullable(Type.String()),
  enterprise_id: nullable(Type.String()),
  enterprise_name: nullable(Type.String()),
});

export function toSessionAnswer(
  catalog: Catalog,
  { role, enterpriseId, member }: ConsoleCaller,
): Static<typeof sessionAnswer> {
  return {
    role,
    name: member?.name ?? 'admin',
    username: member?.username ?? null,
    enterprise_id: enterpriseId ?? null,
    enterprise_name: catalog.enterprise(enterpriseId ?? '')?.name ?? null,
  };
}
