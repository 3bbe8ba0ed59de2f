import type { Queryable } from '../store/database.ts';
import type { Day } from './day.ts';

/** Blocks of ids with the devices of any product that reported data on a day, as of now (migration 0018). */
const blocksOf = (day: string) => `(
  select block, bit_or(devices) as devices from (
    select block, devices from period_activity where cycle = 'date' and period = ${day}::date
    union all
    select (device_id / 4096)::integer, set_bit(b'0'::bit(4096), (device_id % 4096)::integer, 1)
    from activity_change where day = ${day}::date
  ) entered group by 1
) m`;

const isActive = 'get_bit(m.devices, (s.device_id % 4096)::integer) = 1';

/**
 * Standings of a product's devices that reported data on a day, in the order of their ids: $1 is the product, $2 the day, $3
 * the limit, $4 the offset, $6 the block to begin with. Block by block, so that no more is read than the page needs.
 */
export const activeAnywhere = `
  select s.* from ${blocksOf('$2')}, lateral (
    select s.device_id, s.place_id from device_standing s where s.product_id = $1
      and s.device_id between m.block::bigint * 4096 and m.block::bigint * 4096 + 4095 and ${isActive}
    order by s.device_id offset 0
  ) s where m.block >= $6 order by m.block, s.device_id limit $3 offset $4`;

/** The same of devices at some places, which are $6. */
export const activeAtPlaces = `
  select s.device_id, s.place_id from device_standing s join ${blocksOf('$2')} on m.block = s.device_id / 4096
  where s.product_id = $1 and s.place_id = any($6) and ${isActive} order by s.device_id limit $3 offset $4`;

/** From which block on a day's devices are read, and how many of them are skipped there. */
export interface DayStart {
  readonly block: number;
  readonly skip: number;
}

/**
 * Where a page of a day begins. Whose devices there are in a block is not known without reading them: blocks are passed over
 * only if nobody but the product's devices was active on the day.
 * @param amount how many devices of the product were
 */
export async function findDayStart(
  db: Queryable,
  { day, skip, amount }: { readonly day: Day; readonly skip: number; readonly amount: number },
): Promise<DayStart> {
  const anywhere = { block: 0, skip };
  if (skip === 0) return anywhere;
  const { rows } = await db.query<{ block: number; active: number }>(
    `select block, bit_count(devices) as active from ${blocksOf('$1')} order by 1`,
    [day],
  );
  if (rows.reduce((sum, { active }) => sum + active, 0) !== amount) return anywhere;
  let before = 0;
  for (const { block, active } of rows) {
    if (before + active > skip) return { block, skip: skip - before };
    before += active;
  }
  return anywhere;
}
