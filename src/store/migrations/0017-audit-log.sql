-- Who did what to what: every act of administration and control. It outlives what it tells of, so it refers to nothing by
-- key. `uid` is the user who acts, or on whom an enterprise or an administrator acts; `other_uid` whom it also concerns.
create table audit_event (
  occurred_at timestamptz not null,
  id bigint generated always as identity,
  source text not null,
  action text not null,
  enterprise_id text,
  product_key text,
  did text,
  uid text,
  other_uid text,
  appid text,
  client_ip text,
  detail jsonb,
  -- `ok`, or the code with which a command came back.
  result text not null,
  primary key (occurred_at, id)
);
create index audit_event_enterprise on audit_event (enterprise_id, occurred_at, id) where enterprise_id is not null;
create index audit_event_product on audit_event (product_key, occurred_at, id) where product_key is not null;
create index audit_event_device on audit_event (did, occurred_at, id) where did is not null;
create index audit_event_user on audit_event (uid, occurred_at, id) where uid is not null;
create index audit_event_other_user on audit_event (other_uid, occurred_at, id) where other_uid is not null;
-- Commands are by far the most, and no search for something else should have to read them.
create index audit_event_action on audit_event (action, occurred_at, id) where action <> 'device.control';
create index audit_event_admin on audit_event (occurred_at, id) where source = 'admin';

-- Of an erased person the uid stays, and not where he was. Here, so that no way by which a user goes can forget it.
create function forget_addresses() returns trigger language plpgsql as $$
begin
  update audit_event e set client_ip = null from gone g
    where e.uid = g.uid and e.source in ('client', 'open_api') and e.client_ip is not null;
  return null;
end $$;
create trigger user_addresses_forgotten after delete on app_user referencing old table as gone
  for each statement execute function forget_addresses();
