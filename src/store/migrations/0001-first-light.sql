-- Facts that hold for the whole installation, fixed at first start.
create table installation (
  only_row boolean primary key default true check (only_row),
  report_time_zone text not null,
  created_at timestamptz not null default now()
);

-- One row per life of a server process. The instance is the data folder it belongs to: an earlier life of the same
-- instance is over when a new one starts; another instance is dead when its lease has run out. The epoch is the upper part of every sequence number the process hands
-- out; last_seq is written in the same transaction as each batch, so that a process that lost its connection
-- during a commit can tell whether the commit happened; renewed_at is its lease.
create table server_process (
  epoch integer generated always as identity primary key,
  instance text not null,
  started_at timestamptz not null,
  renewed_at timestamptz not null,
  ended_at timestamptz,
  last_seq bigint not null default 0
);

create table enterprise (
  enterprise_id text primary key,
  name text not null,
  secret_hash bytea not null,
  hourly_quota integer not null default 3600,
  ip_allow_list text[] not null default '{}',
  created_at timestamptz not null
);

-- A fixed window of an hour that starts at the first call after the last one ended.
create table enterprise_quota (
  enterprise_id text primary key references enterprise on delete cascade,
  window_started_at timestamptz not null,
  used integer not null
);

create table product (
  id integer generated always as identity primary key,
  product_key text not null unique,
  enterprise_id text not null references enterprise on delete cascade,
  name text not null,
  secret_sealed bytea not null,
  definition_version integer not null default 0,
  remote_control boolean not null default true,
  control_requires_binding boolean not null default false,
  control_ack text not null default 'required' check (control_ack in ('required', 'sent')),
  registration text not null default 'open' check (registration in ('open', 'preregistered', 'encrypted')),
  association text not null default 'closed' check (association in ('open', 'closed')),
  created_at timestamptz not null
);

-- Every version a product's definition ever had: frames are decoded with the version they were stored under.
create table product_definition (
  product_id integer not null references product on delete cascade,
  version integer not null check (version > 0),
  document json not null,
  created_at timestamptz not null,
  primary key (product_id, version)
);

create table association (
  enterprise_id text not null references enterprise on delete cascade,
  product_id integer not null references product on delete cascade,
  created_at timestamptz not null,
  primary key (enterprise_id, product_id)
);

create table access_token (
  token_hash bytea primary key,
  enterprise_id text not null,
  product_id integer not null,
  expired_at timestamptz not null,
  foreign key (enterprise_id, product_id) references association on delete cascade
);
create index access_token_pair on access_token (enterprise_id, product_id);
create index access_token_expiry on access_token (expired_at);

create table app (
  appid text primary key,
  enterprise_id text not null references enterprise on delete cascade,
  name text not null,
  secret_hash bytea not null,
  created_at timestamptz not null
);

-- Devices. Large tables carry the device id first in their primary key and in every unique key, so that the schema
-- can be distributed by it; looking a device up by did or by mac goes through tables keyed that way.
create table device (
  id bigint generated always as identity primary key,
  product_id integer not null references product on delete cascade,
  did text not null,
  mac text not null,
  device_sn text,
  passcode_sealed bytea,
  type text not null default 'normal',
  is_disabled boolean not null default false,
  created_at timestamptz not null,
  first_online_at timestamptz,
  mcu_hard_version text,
  mcu_soft_version text,
  wifi_hard_version text,
  wifi_soft_version text,
  longitude double precision,
  latitude double precision,
  country text,
  region text,
  city text
);
create index device_product on device (product_id, id);

create table device_did (
  did text primary key,
  device_id bigint not null references device on delete cascade
);
create index device_did_device on device_did (device_id);

create table device_mac (
  product_id integer not null,
  mac text not null,
  device_id bigint not null references device on delete cascade,
  primary key (product_id, mac)
);
create index device_mac_device on device_mac (device_id);

-- The present of a device: one row, rewritten in place by every batch that concerns it (hence the fill factor, and
-- no index on a column that a report changes).
create table device_state (
  device_id bigint primary key references device on delete cascade,
  image bytea,
  definition_version integer not null default 0,
  reported_at timestamptz,
  is_faulty boolean not null default false,
  is_alert boolean not null default false,
  rejected_count bigint not null default 0,
  is_online boolean not null default false,
  online_at timestamptz,
  session_seq bigint not null default 0,
  keep_alive_s integer,
  client_ip text
) with (fillfactor = 50);
create index device_state_online on device_state (device_id) where is_online;

-- The record: what a device sent or was sent, byte for byte. Dropped by whole days. A device's frames lie
-- far apart, so whatever is skipped or counted must be found in the index alone: hence the kind in it.
create table frame (
  device_id bigint not null,
  received_at timestamptz not null,
  seq bigint not null,
  kind smallint not null,
  definition_version integer not null,
  payload bytea not null,
  primary key (device_id, received_at, seq) include (kind)
) partition by range (received_at);

create table rejected_frame (
  device_id bigint not null,
  received_at timestamptz not null,
  seq bigint not null,
  reason text not null,
  topic text not null,
  payload bytea not null,
  primary key (device_id, received_at, seq)
) partition by range (received_at);

-- Facts of their own, which stay when frames expire.
create table presence_event (
  device_id bigint not null,
  occurred_at timestamptz not null,
  seq bigint not null,
  is_online boolean not null,
  keep_alive_s integer,
  duration_s integer,
  reason text,
  heartbeat_count integer,
  heartbeat_max_s integer,
  heartbeat_min_s integer,
  heartbeat_avg_s integer,
  heartbeat_last_s integer,
  primary key (device_id, occurred_at, seq)
) partition by range (occurred_at);

create table alarm (
  device_id bigint not null references device on delete cascade,
  raised_at timestamptz not null,
  seq bigint not null,
  name text not null,
  kind text not null check (kind in ('fault', 'alert')),
  cleared_at timestamptz,
  primary key (device_id, raised_at, seq, name)
);
create index alarm_open on alarm (device_id, name) where cleared_at is null;

-- The days of a month (bit 0 is the 1st) on which a device reported data, in the report time zone.
create table device_activity (
  device_id bigint not null references device on delete cascade,
  month date not null,
  days integer not null,
  primary key (device_id, month)
);

create table device_reset (
  device_id bigint not null references device on delete cascade,
  reset_at timestamptz not null,
  primary key (device_id, reset_at)
);

create table binding (
  device_id bigint not null references device on delete cascade,
  uid text not null,
  bound_at timestamptz not null,
  primary key (device_id, uid)
);

-- Every server process keeps the small tables in memory and reads them again when one of them changes.
create function notify_catalog_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('catalog_changed', '');
  return null;
end $$;

create trigger enterprise_changed after insert or update or delete on enterprise
  for each statement execute function notify_catalog_changed();
create trigger product_changed after insert or update or delete on product
  for each statement execute function notify_catalog_changed();
create trigger product_definition_changed after insert or update or delete on product_definition
  for each statement execute function notify_catalog_changed();
create trigger association_changed after insert or update or delete on association
  for each statement execute function notify_catalog_changed();
create trigger app_changed after insert or update or delete on app
  for each statement execute function notify_catalog_changed();
