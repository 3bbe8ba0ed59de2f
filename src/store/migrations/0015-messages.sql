-- What a user is told of devices that are shared: who has done what, not in words. Names are looked up when it is read.
create table message (
  id bigint generated always as identity primary key,
  uid text not null references app_user on delete cascade,
  kind text not null,
  device_id bigint not null references device on delete cascade,
  -- The other of the two; null once he is erased.
  other_uid text references app_user on delete set null,
  -- unread, read, deleted
  status smallint not null default 0 check (status between 0 and 2),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index message_user on message (uid, id);
create index message_other on message (other_uid);
create index message_device on message (device_id);
create index message_age on message (created_at);
