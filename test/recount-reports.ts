import type { Queryable } from '../src/store/database.ts';

/** The devices of a product, or of a group of it with all below. */
export interface Recounted {
  readonly productId: number;
  readonly gid: string | undefined;
}

export interface RecountWindow {
  readonly cycle: 'date' | 'week' | 'month';
  /** First day of a period, and last day of one. */
  readonly from: string;
  readonly to: string;
}

export interface RecountedHistory {
  readonly start: string;
  readonly gid: string | null;
  readonly end: string;
  readonly data: readonly object[];
  readonly cycle: string;
}

/** `$1` is the product and `$2` the group or null. Only what devices are and did is read, nothing that is summed up. */
const counted = `with recursive inside (id) as (
    select id from device_group where gid = $2
    union all select g.id from device_group g join inside i on g.parent_id = i.id
  ), counted as (
    select s.*, p.country, p.region, p.city from device_standing s join place p on p.id = s.place_id
    where s.product_id = $1 and ($2::text is null or s.group_id in (select id from inside))
  )`;

const activeDays = (from: string, to: string) => `active as (
    select c.device_id, c.country, c.region, c.city, d::date as day
    from counted c, generate_series(${from}::date, ${to}::date, '1 day') d
    join device_activity a on a.year = extract(year from d)
    where a.device_id = c.device_id and get_bit(a.dates, extract(doy from d)::integer - 1) = 1
  )`;

const labels = { date: 'YYYY-MM-DD', week: 'IYYY-IW', month: 'YYYY-MM' } as const;

interface AtPlace {
  readonly country: string;
  readonly region: string;
  readonly city: string;
}

type Numbers = Record<string, number>;

export async function recountLocations(
  db: Queryable,
  { productId, gid }: Recounted,
  filter: { readonly online?: boolean; readonly faulty?: boolean; readonly alert?: boolean } = {},
): Promise<object> {
  const { rows } = await db.query<AtPlace & { count: number }>(
    `${counted} select country, region, city, count(*) from counted
     where not is_disabled and is_online = coalesce($3, is_online) and is_faulty = coalesce($4, is_faulty)
       and is_alert = coalesce($5, is_alert) group by 1, 2, 3`,
    [productId, gid, filter.online, filter.faulty, filter.alert],
  );
  const location = grow(rows, (node: { count?: number }, row) => {
    node.count = (node.count ?? 0) + row.count;
  });
  for (const country of Object.values(location)) {
    for (const region of childrenOf(country)) {
      for (const [name, city] of Object.entries(region)) {
        if (name !== 'count') region[name] = (city as { count: number }).count;
      }
    }
  }
  return { gid: gid ?? null, total: rows.reduce((sum, { count }) => sum + count, 0), location };
}

export async function recountRealtime(db: Queryable, { productId, gid }: Recounted): Promise<object> {
  const { rows } = await db.query<AtPlace & Numbers>(
    `${counted} select country, region, city, count(*) filter (where is_faulty) as faulty,
       count(*) filter (where first_online_at is not null) as activated, count(*) filter (where is_alert) as alert
     from counted where is_faulty or is_alert or first_online_at is not null group by 1, 2, 3`,
    [productId, gid],
  );
  return withCounts(rows, gid, ['faulty', 'activated', 'alert']);
}

export async function recountAlarmDevices(
  db: Queryable,
  { productId, gid }: Recounted,
  kind: 'fault' | 'alert',
): Promise<object> {
  const now = kind === 'fault' ? 'is_faulty' : 'is_alert';
  const { rows } = await db.query<AtPlace & Numbers>(
    `${counted} select country, region, city, count(*) as total, count(*) filter (where not ${now}) as resolved,
       count(*) filter (where ${now}) as unresolved
     from counted c where exists (select from alarm a where a.device_id = c.device_id and a.kind = $3) group by 1, 2, 3`,
    [productId, gid, kind],
  );
  return withCounts(rows, gid, ['total', 'resolved', 'unresolved']);
}

export async function recountAlarmEvents(
  db: Queryable,
  { productId, gid }: Recounted,
  kind: 'fault' | 'alert',
): Promise<object> {
  const { rows } = await db.query<AtPlace & Numbers & { name: string }>(
    `${counted} select country, region, city, a.name, count(*) as total,
       count(a.cleared_at) as resolved, count(*) - count(a.cleared_at) as unresolved
     from counted join alarm a using (device_id) where a.kind = $3 group by 1, 2, 3, 4`,
    [productId, gid, kind],
  );
  const names = ['total', 'resolved', 'unresolved'];
  const addTo = (node: { count?: Numbers; detail?: Record<string, Numbers> }, row: (typeof rows)[number]) => {
    node.count = added(node.count, row, names);
    node.detail = { ...node.detail, [row.name]: added(node.detail?.[row.name], row, names) };
  };
  const whole = { count: added(undefined, {}, names), detail: {} };
  for (const row of rows) addTo(whole, row);
  return { gid: gid ?? null, ...whole, location: grow(rows, addTo) };
}

/** What `report/activation` or `report/liveness/history` answers. */
export async function recountHistory(
  db: Queryable,
  { productId, gid }: Recounted,
  { kind, cycle, from, to }: RecountWindow & { readonly kind: 'activation' | 'liveness' },
): Promise<RecountedHistory> {
  const source =
    kind === 'liveness'
      ? `, ${activeDays('$3', '$4')} select * from active`
      : ' select device_id, country, region, city, first_online_on as day from counted';
  const label = `to_char(day, '${labels[cycle]}')`;
  const { rows } = await db.query<AtPlace & { label: string; count: number }>(
    `select country, region, city, ${label} as label, count(distinct device_id)
     from (${counted}${source}) days where day between $3 and $4 group by 1, 2, 3, 4`,
    [productId, gid, from, to],
  );
  const periods = await db.query<{ label: string }>(
    `select ${label} as label from generate_series($1::date, $2::date, '1 day') day group by 1 order by min(day)`,
    [from, to],
  );
  const data = periods.rows.map((period) => {
    const inside = rows.filter(({ label: own }) => own === period.label);
    const count = inside.reduce((sum, row) => sum + row.count, 0);
    const location = grow(inside, (node: { count?: number }, row) => {
      node.count = (node.count ?? 0) + row.count;
    });
    return { count, location, date: period.label, [cycle]: period.label };
  });
  return { start: data[0]!.date, gid: gid ?? null, end: data.at(-1)!.date, data, cycle };
}

export async function recountSummary(db: Queryable, productId: number, today: string): Promise<object> {
  const { rows } = await db.query<Numbers>(
    `${counted}, ${activeDays('($3::date - 6)', '$3')} select
       (select count(distinct device_id) from active) as "active 7_day",
       (select count(*) from active where day = $3::date - 1) as "active yesterday",
       count(*) filter (where first_online_on between $3::date - 6 and $3) as "new 7_day",
       count(*) filter (where first_online_on between $3::date - 29 and $3) as "new 30_day",
       count(*) filter (where first_online_on = $3::date - 1) as "new yesterday",
       count(*) filter (where first_online_on = $3::date) as "new today",
       count(first_online_at) as total, count(*) filter (where is_online) as online
     from counted`,
    [productId, null, today],
  );
  const { total, online, ...others } = rows[0]!;
  const of = (part: string) =>
    Object.fromEntries(
      Object.entries(others)
        .filter(([name]) => name.startsWith(part))
        .map(([name, value]) => [name.slice(part.length + 1), value]),
    );
  return { active: of('active'), new: of('new'), total, online };
}

/** `day mac`, in the order in which `incr_devices` or `active_devices` lists them. */
export async function recountDevicesByDay(
  db: Queryable,
  productId: number,
  { kind, from, to, country }: { kind: 'new' | 'active'; from: string; to: string; country?: string },
): Promise<string[]> {
  const source =
    kind === 'active'
      ? `, ${activeDays('$3', '$4')} select * from active`
      : ' select device_id, country, first_online_on as day from counted';
  const { rows } = await db.query<{ line: string }>(
    `select l.day || ' ' || d.mac as line from (${counted}${source}) l join device d on d.id = l.device_id
     where l.day between $3 and $4 and country = coalesce($5, country) order by l.day, l.device_id`,
    [productId, null, from, to, country],
  );
  return rows.map(({ line }) => line);
}

function withCounts(rows: readonly (AtPlace & Numbers)[], gid: string | undefined, names: string[]): object {
  const addTo = (node: { count?: Numbers }, row: Numbers) => {
    node.count = added(node.count, row, names);
  };
  const whole = { count: added(undefined, {}, names) };
  for (const row of rows) addTo(whole, row);
  return { gid: gid ?? null, ...whole, location: grow(rows, addTo) };
}

function added(to: Numbers | undefined, row: Readonly<Numbers>, names: readonly string[]): Numbers {
  return Object.fromEntries(names.map((name) => [name, (to?.[name] ?? 0) + (row[name] ?? 0)]));
}

type Tree = Record<string, Record<string, unknown>>;

/** Adds every row to the country, the region and the city that it is in. */
function grow<Row extends AtPlace>(rows: readonly Row[], addTo: (node: object, row: Row) => void): Tree {
  const tree: Tree = {};
  for (const row of rows) {
    let level: Record<string, unknown> = tree;
    for (const name of [row.country, row.region, row.city]) {
      if (name === '') break;
      level[name] ??= {};
      level = level[name] as Record<string, unknown>;
      addTo(level, row);
    }
  }
  return tree;
}

function childrenOf(node: Record<string, unknown>): Record<string, unknown>[] {
  return Object.values(node).filter((child) => typeof child === 'object') as Record<string, unknown>[];
}
