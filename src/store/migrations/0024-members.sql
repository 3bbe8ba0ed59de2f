-- People of an enterprise who work at the console.
create table member (
  member_id text primary key,
  enterprise_id text not null references enterprise on delete cascade,
  -- In lower case; one person of the installation has it.
  username text not null unique,
  name text not null,
  role text not null check (role in ('manager', 'viewer')),
  password_hash text not null,
  created_at timestamptz not null,
  last_login_at timestamptz
);
create index member_enterprise on member (enterprise_id, created_at, member_id);

-- Sessions of the console: of a member, or of whoever has shown the admin token that has this hash.
create table console_session (
  token_hash bytea primary key,
  member_id text references member on delete cascade,
  admin_token_hash bytea,
  created_at timestamptz not null,
  -- To within five minutes: not every call is a write.
  used_at timestamptz not null,
  check (num_nonnulls(member_id, admin_token_hash) = 1)
);
create index console_session_member on console_session (member_id);
create index console_session_use on console_session (used_at);

-- Who it was, where somebody acted at the console.
alter table audit_event add column member_id text;
create index audit_event_member on audit_event (member_id, occurred_at, id) where member_id is not null;

-- As with users: of an erased person the id stays, and not where he was.
create function forget_addresses_of_members() returns trigger language plpgsql as $$
begin
  update audit_event e set client_ip = null from gone g where e.member_id = g.member_id and e.client_ip is not null;
  return null;
end $$;
create trigger member_addresses_forgotten after delete on member referencing old table as gone
  for each statement execute function forget_addresses_of_members();
