import type pg from 'pg';
import { frameKind } from '../src/store/batch/batch-rows.ts';

export interface DeviceCrowd {
  readonly productKey: string;
  readonly devices: number;
  /** The first so many have a long log. */
  readonly devicesWithLog: number;
  readonly framesPerDevice: number;
  readonly startMs: number;
  readonly frameEveryMs: number;
  readonly payload: Buffer;
}

export const crowdUid = 'b'.repeat(32);
export const crowdGid = 'c'.repeat(32);

/** The mac of the crowd's device with this number, from 1. */
export function crowdMac(number: number): string {
  return `c${number.toString(16).padStart(11, '0')}`;
}

/**
 * Devices in many states, as a fleet has them: at 40 places, a third online, some faulty, some disabled, a hundredth in
 * a group, some bound to one user; the first ones with a log. Made by SQL, since a fleet takes months to come together.
 */
export async function makeCrowd(database: pg.Client, crowd: DeviceCrowd): Promise<void> {
  const product = `(select id from product where product_key = '${crowd.productKey}')`;
  await database.query(`
    insert into place (country, region, city)
      select 'Land ' || n % 4, 'Region ' || n % 20, 'City ' || n from generate_series(0, 39) n on conflict do nothing;
    insert into device_group (gid, product_id, created_at) values ('${crowdGid}', ${product}, now());
    insert into app_user (uid, enterprise_id, created_at, updated_at)
      select '${crowdUid}', enterprise_id, now(), now() from product where id = ${product};
    create temp table crowd as select n, nextval(pg_get_serial_sequence('device', 'id')) as id
      from generate_series(1, ${crowd.devices}) n;
    insert into device (id, product_id, did, mac, created_at) overriding system value
      select id, ${product}, 'crowd' || lpad(n::text, 17, '0'), 'c' || lpad(to_hex(n), 11, '0'), now() from crowd;
    insert into device_did select did, id from device where did like 'crowd%';
    insert into device_mac select product_id, mac, id from device where did like 'crowd%';
    insert into device_state (device_id, reported_at)
      select id, now() - n % 100 * interval '1 hour' from crowd;
    insert into device_standing (device_id, product_id, group_id, place_id, is_disabled, is_online, is_faulty, is_alert,
        first_online_on, first_online_at, online_at, last_active_on)
      select id, ${product}, case when n % 100 = 1 then (select id from device_group where gid = '${crowdGid}') end,
        (select min(id) from place where city like 'City %') + n % 40, n % 50 = 0, n % 3 = 0, n % 200 = 0, n % 90 = 0,
        now()::date - n % 300, now() - n % 300 * interval '1 day', now(), (now() - n % 100 * interval '1 hour')::date
      from crowd;
    insert into binding (device_id, uid, bound_at) select id, '${crowdUid}', now() from crowd where n % 1000 = 0;
    insert into frame (device_id, received_at, seq, kind, definition_version, payload)
      select id, to_timestamp((${crowd.startMs} + f * ${crowd.frameEveryMs} + id % 1000) / 1000.0), ${2 ** 50} + f * 1000 + n,
        ${frameKind.data}, 1, '\\x${crowd.payload.toString('hex')}'
      from generate_series(0, ${crowd.framesPerDevice - 1}) f, crowd where n <= ${crowd.devicesWithLog} order by f, id;
    drop table crowd`);
  await database.query('select fold_tallies()');
  await database.query('vacuum analyze');
}
