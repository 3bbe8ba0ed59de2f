import { type Static, Type } from 'typebox';
import type { Queryable } from '../../store/database.ts';
import type { DeviceFilter } from '../../store/search-devices.ts';
import { deviceFilterOf, deviceFilterQuery, type Searcher, soughtText } from '../device-filter.ts';

/** What devices are listed by at the console: all that /v1 has, and the beginning of the did or mac. */
export const listedDeviceQuery = { ...deviceFilterQuery, q: Type.Optional(soughtText) };

const asObject = Type.Object(listedDeviceQuery);

/** Throws as `deviceFilterOf` does. */
export async function listedDeviceFilterOf(
  db: Queryable,
  query: Static<typeof asObject>,
  searcher: Searcher,
): Promise<DeviceFilter> {
  return { ...(await deviceFilterOf(db, query, searcher)), nameStart: query.q };
}
