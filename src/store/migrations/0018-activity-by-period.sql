-- Which devices reported data in a day, ISO week or month: a bit for each device, in rows of 4,096 ids. So what a group's
-- devices did in a year is a few hundred short rows, wherever the devices lie in their own tables; and as nothing of a
-- device is in it but its id, nothing has to be changed when the device is moved. It says nothing of erased devices.
create table period_activity (
  cycle text not null,
  -- Its first day.
  period date not null,
  -- device_id / 4096; bit n of `devices` is that of device 4096 * block + n.
  block integer not null,
  devices bit(4096) not null,
  primary key (cycle, period, block)
) with (fillfactor = 80);
-- What is not entered there yet: appended, as with tallies, so that there is no row that everybody writes.
create table activity_change (
  device_id bigint not null,
  day date not null
);

-- Enters what was changed.
create function fold_activity_changes() returns void language sql as $$
  with taken as (delete from activity_change returning *),
  active as (
    select distinct device_id, cycle, period from taken, lateral (values
      ('date', day), ('week', date_trunc('week', day::timestamp)::date), ('month', date_trunc('month', day::timestamp)::date)
    ) p (cycle, period)
  )
  insert into period_activity as a
    select cycle, period, (device_id / 4096)::integer, bit_or(set_bit(b'0'::bit(4096), (device_id % 4096)::integer, 1))
    from active group by 1, 2, 3 order by 1, 2, 3
  on conflict (cycle, period, block) do update set devices = a.devices | excluded.devices;
$$;

-- A list for `select`: the template for each bit of a column of `device_activity`; $bits is the column, $n the bit.
create function for_each_bit(bits text, bit_count integer, template text) returns text language sql immutable as $$
  select string_agg(replace(replace(template, '$bits', bits), '$n', n::text), ', ' order by n)
  from generate_series(0, bit_count - 1) n
$$;

-- Enters everything anew, block by block: the bits of 32 devices make a word, the words of a block its row.
create function rebuild_period_activity() returns void language plpgsql set jit = off as $$
declare
  word constant text := 'bit_or(get_bit($bits, $n) << shift) as $bits_$n';
  hexadecimal constant text := $h$string_agg(lpad(to_hex(coalesce($bits_$n, 0)), 8, '0'), '' order by w.word)$h$;
  enter_block constant text := format($query$
    insert into period_activity
      with words as (
        select year, device_id / 32 %% 128 as word, %s, %s, %s
        from (
          select *, (31 - device_id %% 32)::integer as shift from device_activity
          where device_id between $1::bigint * 4096 and $1::bigint * 4096 + 4095
          -- Or the shift would be computed for each bit.
          offset 0
        ) a group by 1, 2
      ), years as (
        select y.year, array[%s] as dates, array[%s] as weeks, array[%s] as months
        from (select distinct year from words) y cross join generate_series(0, 127) w (word)
        left join words on words.year = y.year and words.word = w.word group by 1
      )
      select p.cycle, p.period, $1, ('x' || p.bits)::bit(4096) from years y, lateral (
        select 'date', make_date(y.year, 1, 1) + n::integer - 1, bits from unnest(y.dates) with ordinality d (bits, n)
        union all
        select 'week', date_trunc('week', make_date(y.year, 1, 4)::timestamp)::date + 7 * (n::integer - 1), bits
          from unnest(y.weeks) with ordinality w (bits, n)
        union all
        select 'month', make_date(y.year, n::integer, 1), bits from unnest(y.months) with ordinality m (bits, n)
      ) p (cycle, period, bits) where p.bits ~ '[^0]'
    $query$, for_each_bit('dates', 366, word), for_each_bit('weeks', 53, word), for_each_bit('months', 12, word),
    for_each_bit('dates', 366, hexadecimal), for_each_bit('weeks', 53, hexadecimal), for_each_bit('months', 12, hexadecimal));
  block integer;
begin
  lock table device_activity, activity_change in share row exclusive mode;
  delete from activity_change;
  delete from period_activity;
  for block in select distinct device_id / 4096 from device_activity loop
    execute enter_block using block;
  end loop;
end $$;
select rebuild_period_activity();

-- As before; but the first report of a day is told to the days, too.
create or replace procedure record_activity(device_ids bigint[], days date[]) language plpgsql as $$
begin
  call lock_standings(device_ids);
  update device_standing s set last_active_on = u.day
  from (select device_id, max(day) as day from unnest(device_ids, days) as u (device_id, day) group by device_id) u
  where s.device_id = u.device_id and (s.last_active_on is null or s.last_active_on < u.day);
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
  ), by_device as (
    insert into activity_change select device_id, period from fresh where metric = 'active_date'
  )
  insert into tally_change
    select product_scope(product_id), metric, period, place_id, 0, '', count(*) from fresh group by 1, 2, 3, 4;
  insert into device_activity as a (device_id, year, dates, weeks, months)
    select s.device_id, b.year, bit_or(b.dates), bit_or(b.weeks), bit_or(b.months)
    from unnest(device_ids, days) as u (device_id, day) join device_standing s using (device_id), activity_bits(u.day) b
    group by 1, 2
  on conflict (device_id, year) do update
    set dates = a.dates | excluded.dates, weeks = a.weeks | excluded.weeks, months = a.months | excluded.months;
end $$;

-- All that is counted is counted anew together.
alter function rebuild_tallies() rename to rebuild_sums;
create function rebuild_tallies() returns void language plpgsql as $$
begin
  perform rebuild_sums();
  perform rebuild_period_activity();
end $$;

-- What reports count of a group's devices is in its index. All of this but `was_` is in other indexes, so that changes of it
-- are entered in every index anyway.
drop index device_standing_group;
create index device_standing_group on device_standing (group_id, device_id)
  include (place_id, is_disabled, is_online, is_faulty, is_alert, was_faulty, was_alert, first_online_on)
  where group_id is not null;
