-- The faults and alerts of a product, the newest first. What is asked for besides the time is in the index, so that only rows of
-- the answer are fetched; and what was raised when is counted in the index alone.
alter table alarm add column product_id integer;
-- Nothing is counted of it.
alter table alarm disable trigger user;
update alarm a set product_id = d.product_id from device d where d.id = a.device_id;
alter table alarm enable trigger user;
alter table alarm alter column product_id set not null;
create index alarm_of_product on alarm (product_id, raised_at, seq, name, kind);
create index alarm_of_product_open on alarm (product_id, raised_at, seq, name, kind) where cleared_at is null;

-- How many frames come to the disk at present, told by every process every few seconds. Of no use after a crash.
create unlogged table frame_rate (
  epoch integer primary key,
  measured_at timestamptz not null,
  -- Frames in a second, by product id.
  per_second jsonb not null
);
