-- New devices and users are summed up by week and month, too: a report of a year then reads one sum for each week and place
-- instead of seven. Changes are still appended by day alone.

-- The periods whose sums a change by day belongs to: its own, and of what has a first day its week and month.
create function periods_of_change(metric text, period date) returns table (metric_in text, first_day date)
language sql immutable as $$
  select metric, period
  union all
  select metric || '_' || unit, date_trunc(unit, period::timestamp)::date
  from (values ('week'), ('month')) units (unit) where metric in ('new', 'new_user')
$$;

-- What is not folded yet, as the sums have it.
create view tally_change_in_full as
  select c.scope, p.metric_in as metric, p.first_day as period, c.place_id, c.status, c.name, c.amount
  from tally_change c, periods_of_change(c.metric, c.period) p;

create or replace view tally_now as
  select scope, metric, period, place_id, status, name, sum(amount)::bigint as amount
  from (select * from tally union all select * from tally_change_in_full) both_parts
  group by scope, metric, period, place_id, status, name
  having sum(amount) <> 0;

create or replace function fold_tallies() returns void language sql as $$
  with taken as (delete from tally_change returning *)
  insert into tally as t
    select scope, metric_in, first_day, place_id, status, name, sum(amount)
    from taken, periods_of_change(metric, period)
    group by 1, 2, 3, 4, 5, 6 having sum(amount) <> 0
  on conflict (scope, metric, period, place_id, status, name) do update set amount = t.amount + excluded.amount;
$$;

-- For sums that are entered by day alone.
create function sum_up_weeks_and_months() returns void language sql as $$
  insert into tally
    select t.scope, p.metric_in, p.first_day, t.place_id, t.status, t.name, sum(t.amount)
    from tally t, periods_of_change(t.metric, t.period) p
    where p.metric_in <> t.metric
    group by 1, 2, 3, 4, 5, 6;
$$;
select sum_up_weeks_and_months();

-- As before; but by week and month, too.
create or replace function rebuild_tallies() returns void language plpgsql as $$
begin
  perform rebuild_sums();
  perform sum_up_weeks_and_months();
  perform rebuild_period_activity();
end $$;

-- Reports read thousands of sums: they find them in the key alone.
create unique index tally_key on tally (scope, metric, period, place_id, status, name) include (amount);
alter table tally drop constraint tally_pkey;
alter table tally add constraint tally_pkey primary key using index tally_key;
