-- A binding that is lent ends by itself.
alter table binding add column expires_at timestamptz;
create index binding_expiry on binding (expires_at) where expires_at is not null;

-- An owner asks somebody to use his device with him: a user he names, or whoever shows the code first.
create table sharing (
  id integer generated always as identity primary key,
  device_id bigint not null references device on delete cascade,
  owner_uid text not null references app_user on delete cascade,
  guest_uid text references app_user on delete cascade,
  code_hash bytea unique,
  -- pending, accepted, refused, cancelled
  status smallint not null default 0 check (status between 0 and 3),
  duration_min integer,
  -- What each calls the other.
  guest_alias text not null default '',
  owner_alias text not null default '',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expired_at timestamptz not null
);
create index sharing_device on sharing (device_id);
create index sharing_owner on sharing (owner_uid, id);
create index sharing_guest on sharing (guest_uid, id);
