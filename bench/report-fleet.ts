import type pg from 'pg';

export interface ReportFleetOptions {
  readonly devices: number;
  readonly groups: number;
}

/** Different years that devices had; with as many of them as places no two places have the same figures. */
const patterns = 1_000;
const activeShareOfTen = 7;
const days = 365;
const regions = 30;
const citiesEach = 10;
const alarmingEvery = 20;
const alarmsEach = 5;

/**
 * Fills the only product with a fleet that has had a year: devices in all places and groups, first online on any day of
 * the year, reporting data on seven days of ten, one in twenty with alarms. What is counted of all this is counted anew
 * afterwards, as it is after a loss. Returns the gid of a group with a tenth of all groups, and so of all devices, at and
 * below it.
 */
export async function fillReportFleet(
  database: pg.Client,
  { devices, groups }: ReportFleetOptions,
): Promise<string> {
  // Without triggers: they count every single row.
  await database.query('set session_replication_role = replica; set statement_timeout = 0');
  await fillPlaces(database);
  const gid = await fillGroups(database, groups);
  await fillDevices(database, devices);
  await fillActivity(database);
  await fillAlarms(database);
  await database.query('set session_replication_role = default');
  return gid;
}

async function fillPlaces(database: pg.Client): Promise<void> {
  await database.query(
    `insert into place (country, region, city)
      select 'China', 'Region ' || r, 'City ' || c
      from generate_series(1, ${regions}) r, generate_series(1, ${citiesEach}) c`,
  );
}

/** A root, ten groups below it, and all others below these ten. Returns the first of the ten. */
async function fillGroups(database: pg.Client, groups: number): Promise<string> {
  await database.query(
    `insert into device_group (id, gid, product_id, parent_id, depth, created_at) overriding system value
      select n, md5('group ' || n), (select max(id) from product),
        case when n = 1 then null when n <= 11 then 1 else 2 + n % 10 end,
        case when n = 1 then 1 when n <= 11 then 2 else 3 end, now()
      from generate_series(1, $1::integer) n`,
    [groups],
  );
  const { rows } = await database.query('select gid from device_group where id = 2');
  return rows[0].gid;
}

async function fillDevices(database: pg.Client, devices: number): Promise<void> {
  await database.query(
    `insert into device (product_id, did, mac, created_at)
      select (select max(id) from product), 'bench' || n, 'mac' || n, now() - interval '${days} days'
      from generate_series(1, $1::integer) n`,
    [devices],
  );
  // Two devices beside each other have nothing else in common.
  await database.query(
    `insert into device_standing (device_id, product_id, group_id, place_id, is_online, first_online_at, first_online_on)
      select id, product_id, 1 + id % (select max(id) from device_group), 1 + id * 7919 % ${regions * citiesEach},
        id % 3 = 0, now() - interval '1 day' * day, report_date(now()) - day
      from device, lateral (select (id * 104729 % ${days})::integer as day) f`,
  );
}

async function fillActivity(database: pg.Client): Promise<void> {
  await database.query(
    `create temp table pattern as
      select n as pattern, b.year, bit_or(b.dates) as dates, bit_or(b.weeks) as weeks, bit_or(b.months) as months, max(day) as last_day
      from generate_series(0, ${patterns - 1}) n,
        lateral (select report_date(now()) - d as day from generate_series(0, ${days - 1}) d
          where abs(hashint4(n * 1000 + d)) % 10 < ${activeShareOfTen}) active,
        activity_bits(day) b group by 1, 2`,
  );
  await database.query(
    `insert into device_activity (device_id, year, dates, weeks, months)
      select d.id, p.year, p.dates, p.weeks, p.months from device d join pattern p on p.pattern = d.id % ${patterns}
      order by 1, 2`,
  );
  await database.query(
    `update device_standing s set last_active_on = p.last_day
      from (select pattern, max(last_day) as last_day from pattern group by 1) p
      where p.pattern = s.device_id % ${patterns}`,
  );
}

async function fillAlarms(database: pg.Client): Promise<void> {
  await database.query(
    `insert into alarm (device_id, product_id, raised_at, seq, name, kind, cleared_at)
      select id, product_id, now() - interval '1 hour' * n, n, kind || '_' || n, kind, case when n > 1 then now() end
      from device, generate_series(1, ${alarmsEach}) n, unnest(array['fault', 'alert']) kind
      where id % ${alarmingEvery} = 0`,
  );
  await database.query(
    `update device_standing set was_faulty = true, was_alert = true, is_faulty = true, is_alert = true
      where device_id % ${alarmingEvery} = 0`,
  );
}
