-- The devices that the server itself plays, so that a product can be tried without hardware: at most one of a product. They
-- run as long as they are in here.
create table virtual_device (
  product_id integer primary key references product on delete cascade,
  device_id bigint not null unique references device on delete cascade,
  started_at timestamptz not null
);
