-- What all devices' activity counts for. Each bit is summed up by itself: a row for each device and day would be hundreds of
-- times as many rows, and half an hour for a million devices.
create function count_activity() returns table (product_id integer, place_id integer, metric text, period date, amount bigint)
language plpgsql stable set jit = off as $$
begin
  return query execute (
    select format($query$
      with summed as (
        select s.product_id, s.place_id, a.year, array[%s] as dates, array[%s] as weeks, array[%s] as months
        from device_activity a join device_standing s using (device_id) group by 1, 2, 3
      )
      select s.product_id, s.place_id, p.metric, p.period, p.amount from summed s, lateral (
        select 'active_date', make_date(s.year, 1, 1) + n::integer - 1, amount
          from unnest(s.dates) with ordinality d (amount, n)
        union all
        select 'active_week', date_trunc('week', make_date(s.year, 1, 4)::timestamp)::date + 7 * (n::integer - 1), amount
          from unnest(s.weeks) with ordinality w (amount, n)
        union all
        select 'active_month', make_date(s.year, n::integer, 1), amount
          from unnest(s.months) with ordinality m (amount, n)
      ) p (metric, period, amount) where p.amount > 0
    $query$, bit_sums('dates', 366), bit_sums('weeks', 53), bit_sums('months', 12))
  );
end $$;

-- `sum` of each bit of a column of `device_activity a`, as a list for `select`.
create function bit_sums(bits text, bit_count integer) returns text language sql immutable as $$
  select string_agg(format('sum(get_bit(a.%I, %s))', bits, n), ', ' order by n) from generate_series(0, bit_count - 1) n
$$;

-- As before; but activity is counted by bit.
create or replace function rebuild_tallies() returns void language plpgsql as $$
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
    select product_scope(product_id), metric, period, place_id, 0, '', amount from count_activity()
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
