import { type Static, Type } from 'typebox';
import { nullable } from '../nullable.ts';
import type { ConsoleCaller } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

/** Who one is at the console. */
export const sessionAnswer = Type.Object({
  role: Type.Enum(['admin', 'manager', 'viewer']),
  name: Type.String(),
  username: nullable(Type.String()),
  enterprise_id: nullable(Type.String()),
  enterprise_name: nullable(Type.String()),
  report_time_zone: Type.String({ description: 'which days the reports count, such as Asia/Shanghai' }),
});

export function toSessionAnswer(
  { catalog, calendar }: Pick<ConsoleServices, 'catalog' | 'calendar'>,
  { role, enterpriseId, member }: ConsoleCaller,
): Static<typeof sessionAnswer> {
  return {
    role,
    name: member?.name ?? 'admin',
    username: member?.username ?? null,
    enterprise_id: enterpriseId ?? null,
    enterprise_name: catalog.enterprise(enterpriseId ?? '')?.name ?? null,
    report_time_zone: calendar.timeZone,
  };
}
