-- Whoever holds a WebSocket is told at once when the token ends with which he logged in: by a logout, another password, the end of
-- the user or of the app. As with bindings it is told here, so that no way can forget it: a payload is `uid token_hash`.
create function tell_ended_tokens() returns trigger language plpgsql as $$
begin
  perform pg_notify('user_token_ended', uid || ' ' || encode(token_hash, 'hex')) from ended;
  return null;
end $$;
create trigger user_token_end_told after delete on user_token referencing old table as ended
  for each statement execute function tell_ended_tokens();
