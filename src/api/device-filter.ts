import { type Static, Type } from 'typebox';
import { invalidField } from '../model/errors.ts';
import { normalizeMac } from '../model/identifiers.ts';
import type { ReportCalendar } from '../model/report-calendar.ts';
import type { Queryable } from '../store/database.ts';
import { requireSubtree } from '../store/device-group.ts';
import type { DeviceFilter } from '../store/search-devices.ts';
import { lastSecond } from './last-second.ts';

/** PostgreSQL has no texts with NUL. */
export const soughtText = Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\0]*$' });
const zeroOrOne = Type.Integer({ minimum: 0, maximum: 1 });

/** What devices are searched by (contract.md §5, devices/search). */
export const deviceFilterQuery = {
  gid: Type.Optional(soughtText),
  country: Type.Optional(soughtText),
  region: Type.Optional(soughtText),
  city: Type.Optional(soughtText),
  is_online: Type.Optional(zeroOrOne),
  is_faulty: Type.Optional(zeroOrOne),
  is_alert: Type.Optional(zeroOrOne),
  show_disabled: Type.Optional(zeroOrOne),
  liveness_start: Type.Optional(Type.Integer({ minimum: 0, maximum: lastSecond })),
  type: Type.Optional(Type.Enum(['did', 'mac', 'uid'])),
  val: Type.Optional(soughtText),
};

const asObject = Type.Object(deviceFilterQuery);

type Query = Static<typeof asObject>;

export interface Searcher {
  readonly productId: number;
  /** Whose users are meant by a uid. */
  readonly enterpriseId: string;
  readonly calendar: ReportCalendar;
}

/** @throws QiyunError 5002 for one of `type` and `val` without the other; 5206, 5201 for the gid */
export async function deviceFilterOf(
  db: Queryable,
  query: Query,
  { productId, enterpriseId, calendar }: Searcher,
): Promise<DeviceFilter> {
  const { gid, liveness_start: secondS } = query;
  return {
    productId,
    showDisabled: query.show_disabled === 1,
    country: query.country,
    region: query.region,
    city: query.city,
    isOnline: toBoolean(query.is_online),
    isFaulty: toBoolean(query.is_faulty),
    isAlert: toBoolean(query.is_alert),
    activeSince: secondS === undefined ? undefined : { secondS, day: calendar.dateOf(secondS * 1000) },
    ...soughtDevices(query, enterpriseId),
    ...(gid !== undefined && { groupIds: await requireSubtree(db, productId, gid) }),
  };
}

function soughtDevices(
  { type, val }: Query,
  enterpriseId: string,
): Pick<DeviceFilter, 'did' | 'mac' | 'user'> {
  if (val === undefined && type !== undefined) throw invalidField('val', 'is required with type');
  if (type === undefined && val !== undefined) throw invalidField('type', 'is required with val');
  if (type === 'did') return { did: val };
  if (type === 'mac') return { mac: normalizeMac(val!) };
  if (type === 'uid') return { user: { uid: val!, enterpriseId } };
  return {};
}

function toBoolean(value: number | undefined): boolean | undefined {
  return value === undefined ? undefined : value === 1;
}
