-- What an administrator decides of a product: whether numbers that its devices report are summed up by the hour, and whether an
-- app may ask for the passcode of a device by its mac.
alter table product
  add column agg_data boolean not null default false,
  add column passcode_by_mac boolean not null default false;

-- The numbers that a device reported in an hour, for products that want it. The hour is the wall clock's in the report time
-- zone, which never changes: zones that are half an hour off have hours of their own. Written with the frames that carry the
-- numbers, in the same transaction; dropped by whole months. Nothing refers to the device, so that reports do not wait for it.
create table device_hour_value (
  device_id bigint not null,
  hour timestamp not null,
  name text not null,
  count integer not null,
  sum double precision not null,
  max double precision not null,
  min double precision not null,
  primary key (device_id, hour, name)
) partition by range (hour);

create function erase_hour_values() returns trigger language plpgsql as $$
begin
  delete from device_hour_value where device_id in (select id from erased);
  return null;
end $$;
create trigger device_hour_values_erased after delete on device referencing old table as erased
  for each statement execute function erase_hour_values();
