-- How far below the product a group is: the root's depth is 1. Groups never move within their tree.
alter table device_group add column depth smallint not null default 1;

-- How many devices of the product a user has bound at present, so that those who have some are found and counted by index.
alter table product_user add column bindings integer not null default 0;
update product_user p set bindings = (
  select count(*) from binding b join device d on d.id = b.device_id where b.uid = p.uid and d.product_id = p.product_id);
create index product_user_bound on product_user (product_id, uid) where bindings > 0;

create index device_serial_number on device (product_id, device_sn) where device_sn is not null;

create or replace function remember_bindings() returns trigger language plpgsql as $$
begin
  insert into ever_bound (device_id, uid, first_bound_on)
    select device_id, uid, report_date(bound_at) from after on conflict do nothing;
  insert into product_user as p (product_id, uid, first_bound_on, bindings)
    select d.product_id, a.uid, min(report_date(a.bound_at)), count(*) from after a join device d on d.id = a.device_id
    group by 1, 2 order by 1, 2
  on conflict (product_id, uid) do update set bindings = p.bindings + excluded.bindings;
  return null;
end $$;

create function count_ended_bindings() returns trigger language plpgsql as $$
begin
  -- In the order of their keys, so that two resets of shared devices never wait for each other crosswise.
  perform from product_user where (product_id, uid) in (select d.product_id, b.uid from before b join device d on d.id = b.device_id)
    order by product_id, uid for no key update;
  update product_user p set bindings = p.bindings - ended.bindings
    from (select d.product_id, b.uid, count(*) as bindings from before b join device d on d.id = b.device_id group by 1, 2) ended
    where p.product_id = ended.product_id and p.uid = ended.uid;
  return null;
end $$;
create trigger binding_ended after delete on binding referencing old table as before
  for each statement execute function count_ended_bindings();

-- As before; but bindings go first, while it is known of which product they are.
create or replace function erase_devices(device_ids bigint[]) returns void language plpgsql as $$
begin
  perform from device_standing where device_id = any(device_ids) order by device_id for update;
  delete from binding where device_id = any(device_ids);
  delete from device_activity where device_id = any(device_ids);
  delete from device_alarm_count where device_id = any(device_ids);
  delete from device where id = any(device_ids);
end $$;
-- Everybody who ends bindings changes them before the counts.
create or replace function erase_users(uids text[]) returns void language plpgsql as $$
begin
  perform from app_user where uid = any(uids) order by uid for update;
  delete from binding where uid = any(uids);
  delete from user_activity where uid = any(uids);
  delete from product_user where uid = any(uids);
  delete from app_user where uid = any(uids);
end $$;
