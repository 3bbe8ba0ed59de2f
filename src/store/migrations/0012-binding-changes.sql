-- Whoever holds a WebSocket is told at once when a device is bound to him or no longer is. It is told here, so that no
-- way by which a binding comes or goes can forget it: a payload is `uid device_id did +`, or `-` for the end.
create function tell_binding_changes() returns trigger language plpgsql as $$
declare
  sign text := case tg_op when 'INSERT' then '+' else '-' end;
begin
  perform pg_notify('binding_changed', c.uid || ' ' || c.device_id || ' ' || coalesce(d.did, '?') || ' ' || sign)
    from changed c left join device d on d.id = c.device_id;
  return null;
end $$;
create trigger binding_begun_told after insert on binding referencing new table as changed
  for each statement execute function tell_binding_changes();
create trigger binding_ended_told after delete on binding referencing old table as changed
  for each statement execute function tell_binding_changes();
