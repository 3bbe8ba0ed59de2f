-- The latest calls of an enterprise's programs, and how many there were. Written a second late, off the way of the calls:
-- what a process had not yet written when it was killed is not here.
create table api_call (
  enterprise_id text not null references enterprise on delete cascade,
  -- Errors and successes are kept apart, so that many of the ones do not displace the others.
  is_error boolean not null,
  called_at timestamptz not null,
  id bigint generated always as identity,
  method text not null,
  route text not null,
  product_key text,
  status smallint not null,
  error_code text,
  detail text,
  duration_ms real not null,
  client_ip text not null,
  request_id text not null,
  primary key (enterprise_id, is_error, called_at, id)
);

-- By minute and by hour. `errors` includes `refusals`, and `calls` both.
create table api_call_count (
  enterprise_id text not null references enterprise on delete cascade,
  period_s integer not null check (period_s in (60, 3600)),
  started_at timestamptz not null,
  calls bigint not null,
  errors bigint not null,
  -- Because the quota was used up.
  refusals bigint not null,
  primary key (enterprise_id, period_s, started_at)
) with (fillfactor = 60);
create index api_call_count_age on api_call_count (period_s, started_at);
