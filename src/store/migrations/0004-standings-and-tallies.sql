-- What reports count. A device has one row that says what it counts as at present, a user has one; what they did on
-- which day is kept in bits; triggers enter every change of these as changes of tallies, in the same transaction.
-- So no path of the program can forget to count, and a report reads sums whose number does not grow with traffic.

-- A moment's date in the report time zone.
create function report_date(moment timestamptz) returns date language sql stable as $$
  select (moment at time zone coalesce((select report_time_zone from installation), 'Asia/Shanghai'))::date
$$;

-- Where devices and users are, in English; a part that is not known is empty. Place 0 is nowhere.
create table place (
  id integer generated always as identity primary key,
  country text not null,
  region text not null default '',
  city text not null default '',
  unique (country, region, city)
);
insert into place (id, country) overriding system value values (0, '');
insert into place (country, region, city)
  select distinct country, coalesce(region, ''), coalesce(city, '') from device where country is not null;

-- A tree per product (contract.md §7).
create table device_group (
  id integer generated always as identity primary key,
  gid text not null unique,
  product_id integer not null references product on delete cascade,
  parent_id integer references device_group,
  created_at timestamptz not null
);
create unique index device_group_root on device_group (product_id) where parent_id is null;
create index device_group_of_product on device_group (product_id);
create index device_group_parent on device_group (parent_id);

-- What a device is searched and counted by: narrow, changed when it connects, disconnects, raises or clears an alarm,
-- reports for the first time in a day, or is moved; never by an ordinary report. Whoever changes what is counted of a device
-- locks this row first, several of them in the order of their ids.
create table device_standing (
  device_id bigint primary key references device on delete cascade,
  product_id integer not null,
  group_id integer references device_group,
  place_id integer not null default 0 references place,
  is_disabled boolean not null default false,
  is_online boolean not null default false,
  is_faulty boolean not null default false,
  is_alert boolean not null default false,
  -- Whether it ever raised a fault, an alert.
  was_faulty boolean not null default false,
  was_alert boolean not null default false,
  first_online_on date,
  last_active_on date,
  first_online_at timestamptz,
  -- Start of the present session, or of the last one.
  online_at timestamptz,
  session_seq bigint not null default 0,
  keep_alive_s integer,
  client_ip text
) with (fillfactor = 80);

insert into device_standing (device_id, product_id, place_id, is_disabled, is_online, is_faulty, is_alert,
  was_faulty, was_alert, first_online_on, last_active_on, first_online_at, online_at, session_seq, keep_alive_s, client_ip)
select d.id, d.product_id, coalesce(p.id, 0), d.is_disabled, s.is_online, s.is_faulty, s.is_alert,
  s.is_faulty or exists (select from alarm a where a.device_id = d.id and a.kind = 'fault'),
  s.is_alert or exists (select from alarm a where a.device_id = d.id and a.kind = 'alert'),
  report_date(d.first_online_at),
  (select max(a.month + bit) from device_activity a, generate_series(0, 30) bit
   where a.device_id = d.id and a.days >> bit & 1 = 1),
  d.first_online_at, s.online_at, s.session_seq, s.keep_alive_s, s.client_ip
from device d join device_state s on s.device_id = d.id
left join place p on p.country = d.country and p.region = coalesce(d.region, '') and p.city = coalesce(d.city, '');

create index device_standing_product on device_standing (product_id, device_id);
create index device_standing_place on device_standing (product_id, place_id, device_id);
create index device_standing_first_online on device_standing (product_id, first_online_on, device_id);
create index device_standing_group on device_standing (group_id, device_id) where group_id is not null;
create index device_standing_online on device_standing (product_id, device_id) where is_online;
create index device_standing_faulty on device_standing (product_id, device_id) where is_faulty;
create index device_standing_alert on device_standing (product_id, device_id) where is_alert;

drop index device_state_online;
alter table device_state
  drop column is_faulty, drop column is_alert, drop column is_online, drop column online_at,
  drop column session_seq, drop column keep_alive_s, drop column client_ip;
-- Where the position and the place come from: the address, by hand, or the device's own position; null: nowhere yet.
alter table device
  add column location_source text check (location_source in ('ip', 'hand', 'device'));
update device set location_source = 'hand' where country is not null or longitude is not null;
alter table device
  drop column is_disabled, drop column first_online_at, drop column country, drop column region, drop column city;

-- The data points with which devices of the product say where they are.
alter table product
  add column longitude_attr text, add column latitude_attr text;

-- When a device reported data, a bit for each day (bit 1 is 1 January), ISO week (of the ISO year) and month.
alter table device_activity rename to device_activity_by_month;
create table device_activity (
  device_id bigint not null references device on delete cascade,
  year smallint not null,
  dates bit(366) not null default b'0'::bit(366),
  weeks bit(53) not null default b'0'::bit(53),
  months bit(12) not null default b'0'::bit(12),
  primary key (device_id, year)
) with (fillfactor = 80);

create function date_bit(day date) returns bit(366) language sql immutable as $$
  select set_bit(b'0'::bit(366), extract(doy from day)::integer - 1, 1)
$$;
create function week_bit(day date) returns bit(53) language sql immutable as $$
  select set_bit(b'0'::bit(53), extract(week from day)::integer - 1, 1)
$$;
create function month_bit(day date) returns bit(12) language sql immutable as $$
  select set_bit(b'0'::bit(12), extract(month from day)::integer - 1, 1)
$$;
-- The rows that days of activity are written to: an ISO week may belong to another year than its day.
create function activity_bits(day date)
returns table (year smallint, dates bit(366), weeks bit(53), months bit(12)) language sql immutable as $$
  select extract(year from day)::smallint, date_bit(day),
    case when extract(isoyear from day) = extract(year from day) then week_bit(day) else b'0'::bit(53) end, month_bit(day)
  union all
  select extract(isoyear from day)::smallint, b'0'::bit(366), week_bit(day), b'0'::bit(12)
  where extract(isoyear from day) <> extract(year from day)
$$;
insert into device_activity (device_id, year, dates, weeks, months)
  select a.device_id, b.year, bit_or(b.dates), bit_or(b.weeks), bit_or(b.months)
  from device_activity_by_month a, generate_series(0, 30) n, activity_bits((a.month + n)::date) b
  where a.days >> n & 1 = 1
  group by a.device_id, b.year;
drop table device_activity_by_month;

-- The first day of each day, week and month in which a row of activity has its bit.
create function activity_periods(year smallint, dates bit(366), weeks bit(53), months bit(12))
returns table (metric text, period date) language sql immutable as $$
  select 'active_date', make_date(year, 1, 1) + n from generate_series(0, 365) n where get_bit(dates, n) = 1
  union all
  select 'active_week', date_trunc('week', make_date(year, 1, 4)::timestamp)::date + 7 * n
  from generate_series(0, 52) n where get_bit(weeks, n) = 1
  union all
  select 'active_month', make_date(year, n + 1, 1) from generate_series(0, 11) n where get_bit(months, n) = 1
$$;

-- How often a device raised an alarm of a data point, and how many of these are not cleared yet.
create table device_alarm_count (
  device_id bigint not null references device on delete cascade,
  kind text not null,
  name text not null,
  raised integer not null,
  open integer not null,
  primary key (device_id, kind, name)
);
insert into device_alarm_count
  select device_id, kind, name, count(*), count(*) filter (where cleared_at is null) from alarm group by 1, 2, 3;

-- People. Their enterprise is that of the app they registered with; names are unique within it (contract.md §1).
create table app_user (
  uid text primary key,
  enterprise_id text not null references enterprise on delete cascade,
  appid text references app on delete set null,
  username text,
  phone text,
  email text,
  -- Of an anonymous user: the hash of what identifies the phone.
  phone_id_hash bytea,
  password_hash text,
  is_anonymous boolean not null default false,
  auth_src jsonb,
  name text,
  gender text,
  birthday text,
  address text,
  remark text,
  place_id integer not null default 0 references place,
  last_active_on date,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (enterprise_id, username),
  unique (enterprise_id, phone),
  unique (enterprise_id, email),
  unique (enterprise_id, phone_id_hash)
);
create index app_user_of_enterprise on app_user (enterprise_id, created_at, uid);
create index app_user_app on app_user (appid);

create table user_token (
  token_hash bytea primary key,
  uid text not null references app_user on delete cascade,
  appid text not null references app on delete cascade,
  expired_at timestamptz not null
);
create index user_token_user on user_token (uid);
create index user_token_app on user_token (appid);
create index user_token_expiry on user_token (expired_at);

-- The days on which a user called an app's API or held its WebSocket; bit 1 is 1 January.
create table user_activity (
  uid text not null references app_user on delete cascade,
  appid text not null,
  year smallint not null,
  dates bit(366) not null,
  primary key (uid, appid, year)
);

delete from binding where uid not in (select uid from app_user);
alter table binding
  add column is_owner boolean not null default false,
  add column appid text,
  add foreign key (uid) references app_user on delete cascade;
create index binding_user on binding (uid, bound_at, device_id);
create unique index binding_owner on binding (device_id) where is_owner;

-- Who ever bound a device, and who ever bound a device of a product, since when: this stays when the binding ends.
create table ever_bound (
  device_id bigint not null references device on delete cascade,
  uid text not null references app_user on delete cascade,
  first_bound_on date not null,
  primary key (device_id, uid)
);
create index ever_bound_user on ever_bound (uid);
create table product_user (
  product_id integer not null references product on delete cascade,
  uid text not null references app_user on delete cascade,
  first_bound_on date not null,
  primary key (product_id, uid)
);
create index product_user_user on product_user (uid);

-- The sums that reports read. Changes are appended (no row that everybody writes), and folded into the sums from time to time;
-- the truth at any moment is both together, the view. What is counted, by metric:
--   status          devices by what they are, as bits of device_status; period is meaningless
--   new             devices by the day they were first online
--   last_active     devices by the last day they reported data
--   active_date, active_week, active_month   devices that reported data in it, by its first day
--   fault_raised, fault_open, alert_raised, alert_open   alarms, by data point
--   user            users of an enterprise
--   new_user        users by the day they first bound a device of the product
--   active_user     users of an enterprise by the day, of one app or (name '') of any
create table tally (
  scope text not null,
  metric text not null,
  period date not null,
  place_id integer not null,
  status smallint not null,
  name text not null,
  amount bigint not null,
  primary key (scope, metric, period, place_id, status, name)
);
create table tally_change (like tally);

create view tally_now as
  select scope, metric, period, place_id, status, name, sum(amount)::bigint as amount
  from (select * from tally union all select * from tally_change) both_parts
  group by scope, metric, period, place_id, status, name
  having sum(amount) <> 0;

create function product_scope(product_id integer) returns text language sql immutable as $$ select 'product:' || product_id $$;
create function enterprise_scope(enterprise_id text) returns text language sql immutable as $$ select 'enterprise:' || enterprise_id $$;

-- Period of what has none.
create function no_period() returns date language sql immutable as $$ select date '2000-01-01' $$;

-- Bits from the lowest: disabled, ever online, online, faulty, alert, ever faulty, ever alert.
create function device_status(is_disabled boolean, was_online boolean, is_online boolean, is_faulty boolean,
  is_alert boolean, was_faulty boolean, was_alert boolean) returns smallint language sql immutable as $$
  select (is_disabled::integer + 2 * was_online::integer + 4 * is_online::integer + 8 * is_faulty::integer
    + 16 * is_alert::integer + 32 * was_faulty::integer + 64 * was_alert::integer)::smallint
$$;

-- What standings alone count for. Numbers are grouped, and become texts once they are few.
create function count_standings() returns trigger language plpgsql as $$
begin
  execute format($query$
    insert into tally_change
      with sides as (%s)
      select product_scope(product_id), metric, period, place_id, status, '', amount from (
        select product_id, 'status' as metric, no_period() as period, place_id,
          device_status(is_disabled, first_online_on is not null, is_online, is_faulty, is_alert, was_faulty, was_alert) as status,
          sum(sign) as amount
        from sides group by product_id, place_id, 5
        union all
        select product_id, 'new', first_online_on, place_id, 0, sum(sign)
        from sides where first_online_on is not null group by product_id, place_id, first_online_on
        union all
        select product_id, 'last_active', last_active_on, place_id, 0, sum(sign)
        from sides where last_active_on is not null group by product_id, place_id, last_active_on
      ) counted where amount <> 0
  $query$, concat_ws(' union all ',
    case when tg_op <> 'INSERT' then 'select *, -1 as sign from before' end,
    case when tg_op <> 'DELETE' then 'select *, 1 as sign from after' end));
  return null;
end $$;

create function move_past_of_standings() returns trigger language plpgsql as $$
begin
  -- A place is the present one, also of what was long ago (contract.md §5): the whole past moves with the device.
  -- Grouped rather than joined: of these tables the planner knows no sizes.
  if exists (
    select from (select device_id, place_id from before union all select device_id, place_id from after) both_ends
    group by device_id having min(place_id) <> max(place_id)
  ) then
    insert into tally_change
      with moved as (
        select device_id, max(product_id) as product_id, sum(from_place_id) as from_place_id, sum(to_place_id) as to_place_id
        from (
          select device_id, product_id, place_id as from_place_id, 0 as to_place_id from before
          union all select device_id, product_id, 0, place_id from after
        ) both_ends
        group by device_id having sum(from_place_id) <> sum(to_place_id)
      ), counted as (
        select m.*, p.metric, p.period, '' as name, 1 as amount
        from moved m join device_activity d using (device_id), activity_periods(d.year, d.dates, d.weeks, d.months) p
        union all
        select m.*, c.kind || '_raised', no_period(), c.name, c.raised from moved m join device_alarm_count c using (device_id)
        union all
        select m.*, c.kind || '_open', no_period(), c.name, c.open from moved m join device_alarm_count c using (device_id)
      )
      select product_scope(c.product_id), c.metric, c.period, ends.place_id, 0, c.name, sum(ends.sign * c.amount)
      from counted c, lateral (values (c.from_place_id, -1), (c.to_place_id, 1)) ends (place_id, sign)
      group by 1, 2, 3, 4, 6 having sum(ends.sign * c.amount) <> 0;
  end if;
  return null;
end $$;

create trigger standing_new after insert on device_standing referencing new table as after
  for each statement execute function count_standings();
create trigger standing_erased after delete on device_standing referencing old table as before
  for each statement execute function count_standings();
create trigger standing_changed after update on device_standing referencing old table as before new table as after
  for each statement execute function count_standings();
create trigger standing_moved after update on device_standing referencing old table as before new table as after
  for each statement execute function move_past_of_standings();

-- Keeps what is counted of devices as it is until the transaction ends. In the order of their ids, so that two
-- transactions never wait for each other crosswise.
create procedure lock_standings(device_ids bigint[]) language plpgsql as $$
begin
  perform from device_standing where device_id = any(device_ids) order by device_id for no key update;
end $$;

-- Enters days on which devices reported data; the arrays go together. Devices that are gone are left out.
create procedure record_activity(device_ids bigint[], days date[]) language plpgsql as $$
begin
  call lock_standings(device_ids);
  update device_standing s set last_active_on = u.day
  from (select device_id, max(day) as day from unnest(device_ids, days) as u (device_id, day) group by device_id) u
  where s.device_id = u.device_id and (s.last_active_on is null or s.last_active_on < u.day);
  insert into tally_change
    with fresh as (
      select distinct u.device_id, s.product_id, s.place_id, f.metric, f.period
      from unnest(device_ids, days) as u (device_id, day) join device_standing s using (device_id)
      left join device_activity y on y.device_id = u.device_id and y.year = extract(year from u.day)
      left join device_activity w on w.device_id = u.device_id and w.year = extract(isoyear from u.day),
      lateral (values
        ('active_date', u.day, get_bit(y.dates, extract(doy from u.day)::integer - 1)),
        ('active_week', date_trunc('week', u.day::timestamp)::date, get_bit(w.weeks, extract(week from u.day)::integer - 1)),
        ('active_month', date_trunc('month', u.day::timestamp)::date, get_bit(y.months, extract(month from u.day)::integer - 1))
      ) f (metric, period, is_known)
      where coalesce(f.is_known, 0) = 0
    )
    select product_scope(product_id), metric, period, place_id, 0, '', count(*) from fresh group by 1, 2, 3, 4;
  insert into device_activity as a (device_id, year, dates, weeks, months)
    select s.device_id, b.year, bit_or(b.dates), bit_or(b.weeks), bit_or(b.months)
    from unnest(device_ids, days) as u (device_id, day) join device_standing s using (device_id), activity_bits(u.day) b
    group by 1, 2
  on conflict (device_id, year) do update
    set dates = a.dates | excluded.dates, weeks = a.weeks | excluded.weeks, months = a.months | excluded.months;
end $$;

create function count_erased_activity() returns trigger language plpgsql as $$
begin
  insert into tally_change
    select product_scope(s.product_id), p.metric, p.period, s.place_id, 0, '', -count(*)
    from before b join device_standing s using (device_id), activity_periods(b.year, b.dates, b.weeks, b.months) p
    group by 1, 2, 3, 4;
  return null;
end $$;
create trigger activity_erased after delete on device_activity referencing old table as before
  for each statement execute function count_erased_activity();

-- Alarms are counted by device and data point, and those counts by product and place.
create function add_alarm_counts(changes device_alarm_count[]) returns void language plpgsql as $$
begin
  perform from device_standing where device_id in (select c.device_id from unnest(changes) c)
    order by device_id for no key update;
  update device_standing s
    set was_faulty = s.was_faulty or c.raised_fault, was_alert = s.was_alert or c.raised_alert
    from (
      select device_id, bool_or(raised > 0 and kind = 'fault') as raised_fault, bool_or(raised > 0 and kind = 'alert') as raised_alert
      from unnest(changes) group by device_id
    ) c
    where s.device_id = c.device_id and (c.raised_fault and not s.was_faulty or c.raised_alert and not s.was_alert);
  insert into tally_change
    select product_scope(s.product_id), c.kind || m.suffix, no_period(), s.place_id, 0, c.name, sum(m.amount)
    from unnest(changes) c join device_standing s using (device_id),
      lateral (values ('_raised', c.raised), ('_open', c.open)) m (suffix, amount)
    group by 1, 2, 4, 6 having sum(m.amount) <> 0;
  insert into device_alarm_count as k (device_id, kind, name, raised, open)
    select c.device_id, c.kind, c.name, c.raised, c.open from unnest(changes) c join device_standing s using (device_id)
  on conflict (device_id, kind, name) do update set raised = k.raised + excluded.raised, open = k.open + excluded.open;
end $$;

create function count_raised_alarms() returns trigger language plpgsql as $$
begin
  perform add_alarm_counts(array_agg(c)) from (
    select (device_id, kind, name, count(*), count(*) filter (where cleared_at is null))::device_alarm_count as c
    from after group by device_id, kind, name) counted having count(*) > 0;
  return null;
end $$;
create function count_changed_alarms() returns trigger language plpgsql as $$
begin
  perform add_alarm_counts(array_agg(c)) from (
    select (device_id, kind, name, sum(raised), sum(open))::device_alarm_count as c
    from (select device_id, kind, name, -1 as raised, -(cleared_at is null)::integer as open from before
          union all select device_id, kind, name, 1, (cleared_at is null)::integer from after) b
    group by device_id, kind, name having sum(open) <> 0) counted having count(*) > 0;
  return null;
end $$;
create trigger alarm_raised after insert on alarm referencing new table as after
  for each statement execute function count_raised_alarms();
create trigger alarm_changed after update on alarm referencing old table as before new table as after
  for each statement execute function count_changed_alarms();

create function count_erased_alarm_counts() returns trigger language plpgsql as $$
begin
  insert into tally_change
    select product_scope(s.product_id), b.kind || m.suffix, no_period(), s.place_id, 0, b.name, -sum(m.amount)
    from before b join device_standing s using (device_id),
      lateral (values ('_raised', b.raised), ('_open', b.open)) m (suffix, amount)
    group by 1, 2, 4, 6 having sum(m.amount) <> 0;
  return null;
end $$;
create trigger alarm_counts_erased after delete on device_alarm_count referencing old table as before
  for each statement execute function count_erased_alarm_counts();

-- Users: one of an enterprise at a place; of a product since they first bound one of its devices.
create function count_users() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into tally_change
      select enterprise_scope(enterprise_id), 'user', no_period(), place_id, 0, '', count(*) from after group by 1, 4;
  elsif tg_op = 'DELETE' then
    insert into tally_change
      select enterprise_scope(enterprise_id), 'user', no_period(), place_id, 0, '', -count(*) from before group by 1, 4;
  end if;
  return null;
end $$;
create function count_moved_users() returns trigger language plpgsql as $$
begin
  insert into tally_change
    with both_ends as (
      select uid, enterprise_id, place_id, -1 as sign from before
      union all select uid, enterprise_id, place_id, 1 from after
    ), moved as (
      select uid, enterprise_id, place_id, sum(sign) as sign from both_ends group by 1, 2, 3 having sum(sign) <> 0
    )
    select enterprise_scope(enterprise_id), 'user', no_period(), place_id, 0, '', sum(sign) from moved group by 1, 4
    union all
    select product_scope(p.product_id), 'new_user', p.first_bound_on, place_id, 0, '', sum(sign)
    from moved join product_user p using (uid) group by 1, 3, 4;
  return null;
end $$;
create trigger user_new after insert on app_user referencing new table as after
  for each statement execute function count_users();
create trigger user_erased after delete on app_user referencing old table as before
  for each statement execute function count_users();
create trigger user_changed after update on app_user referencing old table as before new table as after
  for each statement execute function count_moved_users();

create function count_product_users() returns trigger language plpgsql as $$
begin
  perform from app_user where uid in (select uid from after) order by uid for no key update;
  insert into tally_change
    select product_scope(p.product_id), 'new_user', p.first_bound_on, u.place_id, 0, '', count(*)
    from after p join app_user u using (uid) group by 1, 3, 4;
  return null;
end $$;
create function count_erased_product_users() returns trigger language plpgsql as $$
begin
  insert into tally_change
    select product_scope(p.product_id), 'new_user', p.first_bound_on, u.place_id, 0, '', -count(*)
    from before p join app_user u using (uid) group by 1, 3, 4;
  return null;
end $$;
create trigger product_user_new after insert on product_user referencing new table as after
  for each statement execute function count_product_users();
create trigger product_user_erased after delete on product_user referencing old table as before
  for each statement execute function count_erased_product_users();

create function remember_bindings() returns trigger language plpgsql as $$
begin
  insert into ever_bound (device_id, uid, first_bound_on)
    select device_id, uid, report_date(bound_at) from after on conflict do nothing;
  insert into product_user (product_id, uid, first_bound_on)
    select d.product_id, a.uid, min(report_date(a.bound_at)) from after a join device d on d.id = a.device_id
    group by 1, 2 on conflict do nothing;
  return null;
end $$;
create trigger binding_new after insert on binding referencing new table as after
  for each statement execute function remember_bindings();

-- Enters that a user was there on a day with an app.
create function record_user_activity(active_uid text, active_appid text, day date) returns void language plpgsql as $$
declare
  enterprise text;
  known boolean;
  known_with_app boolean;
begin
  update app_user set last_active_on = greatest(last_active_on, day) where uid = active_uid returning enterprise_id into enterprise;
  if enterprise is null then return; end if;
  select coalesce(bool_or(get_bit(dates, extract(doy from day)::integer - 1) = 1), false),
    coalesce(bool_or(get_bit(dates, extract(doy from day)::integer - 1) = 1 and appid = active_appid), false)
    into known, known_with_app
    from user_activity where uid = active_uid and year = extract(year from day);
  if known_with_app then return; end if;
  insert into tally_change
    select enterprise_scope(enterprise), 'active_user', day, 0, 0, n.name, 1
    from (values (active_appid, true), ('', not known)) n (name, is_new) where n.is_new;
  insert into user_activity as a (uid, appid, year, dates)
    values (active_uid, active_appid, extract(year from day), date_bit(day))
  on conflict (uid, appid, year) do update set dates = a.dates | excluded.dates;
end $$;

create function erase_user_activity() returns trigger language plpgsql as $$
begin
  insert into tally_change
    with days as (
      select u.enterprise_id, b.uid, b.appid, make_date(b.year, 1, 1) + n as day
      from before b join app_user u using (uid), generate_series(0, 365) n where get_bit(b.dates, n) = 1
    )
    select enterprise_scope(enterprise_id), 'active_user', day, 0, 0, appid, -count(*) from days group by 1, 3, 6
    union all
    select enterprise_scope(enterprise_id), 'active_user', day, 0, 0, '', -count(distinct uid) from days group by 1, 3;
  return null;
end $$;
create trigger user_activity_erased after delete on user_activity referencing old table as before
  for each statement execute function erase_user_activity();

-- Erases devices with all that is counted of them; what is counted goes first, while it is known of whom it is.
create function erase_devices(device_ids bigint[]) returns void language plpgsql as $$
begin
  perform from device_standing where device_id = any(device_ids) order by device_id for update;
  delete from device_activity where device_id = any(device_ids);
  delete from device_alarm_count where device_id = any(device_ids);
  delete from device where id = any(device_ids);
end $$;
create function erase_users(uids text[]) returns void language plpgsql as $$
begin
  perform from app_user where uid = any(uids) order by uid for update;
  delete from user_activity where uid = any(uids);
  delete from product_user where uid = any(uids);
  delete from app_user where uid = any(uids);
end $$;

-- Adds what was changed to the sums.
create function fold_tallies() returns void language sql as $$
  with taken as (delete from tally_change returning *)
  insert into tally as t
    select scope, metric, period, place_id, status, name, sum(amount) from taken
    group by 1, 2, 3, 4, 5, 6 having sum(amount) <> 0
  on conflict (scope, metric, period, place_id, status, name) do update set amount = t.amount + excluded.amount;
$$;

-- Counts everything anew from what is counted. Nobody can change any of it meanwhile.
create function rebuild_tallies() returns void language plpgsql as $$
begin
  lock table device_standing, device_activity, alarm, device_alarm_count, app_user, product_user, user_activity in share row exclusive mode;
  delete from device_alarm_count;
  insert into device_alarm_count
    select device_id, kind, name, count(*), count(*) filter (where cleared_at is null) from alarm group by 1, 2, 3;
  delete from tally_change;
  delete from tally;
  insert into tally
    select product_scope(product_id), 'status', no_period(), place_id,
      device_status(is_disabled, first_online_on is not null, is_online, is_faulty, is_alert, was_faulty, was_alert), '', count(*)
      from device_standing group by product_id, place_id, 5
    union all
    select product_scope(product_id), 'new', first_online_on, place_id, 0, '', count(*)
      from device_standing where first_online_on is not null group by product_id, place_id, first_online_on
    union all
    select product_scope(product_id), 'last_active', last_active_on, place_id, 0, '', count(*)
      from device_standing where last_active_on is not null group by product_id, place_id, last_active_on
    union all
    select product_scope(s.product_id), p.metric, p.period, s.place_id, 0, '', count(*)
      from device_activity a join device_standing s using (device_id), activity_periods(a.year, a.dates, a.weeks, a.months) p
      group by 1, 2, 3, 4
    union all
    select product_scope(s.product_id), c.kind || m.suffix, no_period(), s.place_id, 0, c.name, sum(m.amount)
      from device_alarm_count c join device_standing s using (device_id),
        lateral (values ('_raised', c.raised), ('_open', c.open)) m (suffix, amount)
      group by 1, 2, 4, 6
    union all
    select enterprise_scope(enterprise_id), 'user', no_period(), place_id, 0, '', count(*) from app_user group by 1, 4
    union all
    select product_scope(p.product_id), 'new_user', p.first_bound_on, u.place_id, 0, '', count(*)
      from product_user p join app_user u using (uid) group by 1, 3, 4
    union all
    select enterprise_scope(u.enterprise_id), 'active_user', make_date(a.year, 1, 1) + n, 0, 0, app.name, count(distinct a.uid)
      from user_activity a join app_user u using (uid), generate_series(0, 365) n,
        lateral (values (a.appid), ('')) app (name)
      where get_bit(a.dates, n) = 1 group by 1, 3, 6;
end $$;
select rebuild_tallies();
